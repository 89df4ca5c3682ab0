import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';
import { openHelp, opening, toggleAsk } from './open-overlay.ts';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));
const AskPanel = lazy(async () => ({ default: (await import('../ask/ask-panel.tsx')).AskPanel }));
const HelpDialog = lazy(async () => ({ default: (await import('./help-dialog.tsx')).HelpDialog }));

/** The palette on Ctrl K, the questions on `q` and the help on `?`, loaded when first asked for. The panel stays loaded, with its conversation. */
export function Overlays() {
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [ask, setAsk] = useState<boolean | null>(null);
  useEffect(() => {
    const onPalette = () => setPalette(true);
    const onHelp = () => setHelp(true);
    const onAsk = () => setAsk((open) => !open);
    opening.addEventListener('ask', onAsk);
    opening.addEventListener('palette', onPalette);
    opening.addEventListener('help', onHelp);
    return () => {
      opening.removeEventListener('ask', onAsk);
      opening.removeEventListener('palette', onPalette);
      opening.removeEventListener('help', onHelp);
    };
  }, []);
  useHotkeys([['mod + K', () => setPalette(true)]], []);
  useHotkeys([['shift + ?', openHelp], ['?', openHelp], ['q', toggleAsk]]);
  return (
    <Suspense fallback={null}>
      {palette && <CommandPalette onClose={() => setPalette(false)} />}
      {ask !== null && <AskPanel open={ask} onClose={() => setAsk(false)} />}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </Suspense>
  );
}
