import { createTheme, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = ['#f1f1fd', '#e2e2f8', '#c5c4ef', '#a7a5e7', '#8d8be0', '#7b78db', '#6a67d6', '#5b57cf', '#4f4bb8', '#4340a0'];

/** The look of Mantine's components; everything else comes from the custom properties of style/tokens.css. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: 7,
  colors: { iris },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
  fontSizes: { xs: '12.5px', sm: '13px', md: '13.5px', lg: '14px', xl: '16px' },
  headings: { fontWeight: '600' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, withinPortal: true } },
    Drawer: { defaultProps: { position: 'right', size: 560, closeButtonProps: { 'aria-label': 'Close' }, overlayProps: { backgroundOpacity: 0.28 } } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' }, overlayProps: { backgroundOpacity: 0.28 } } },
  },
});
