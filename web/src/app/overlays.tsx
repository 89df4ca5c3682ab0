import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';
import { openHelp, opening } from './open-overlay.ts';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));
const HelpDialog = lazy(async () => ({ default: (await import('./help-dialog.tsx')).HelpDialog }));
/** The palette on Ctrl K and the help on `?`, loaded when first asked for. */
export function Overlays() {
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const onPalette = () => setPalette(true);
    const onHelp = () => setHelp(true);
    opening.addEventListener('palette', onPalette);
    opening.addEventListener('help', onHelp);
    return () => {
      opening.removeEventListener('palette', onPalette);
      opening.removeEventListener('help', onHelp);
    };
  }, []);
  useHotkeys([['mod + K', () => setPalette(true)]], []);
  useHotkeys([['shift + ?', openHelp], ['?', openHelp]]);
  return (
    <Suspense fallback={null}>
      {palette && <CommandPalette onClose={() => setPalette(false)} />}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </Suspense>
  );
}
