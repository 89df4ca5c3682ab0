import type { app as english } from '../en/app.ts';
import type { SameTexts } from '../same-texts.ts';

export const app: SameTexts<typeof english> = {
  nav: { accounts: 'Kunden', signals: 'Signale', health: 'Gesundheit', targets: 'Ziele', leader: 'Team', data: 'Daten', pages: 'Seiten', search: 'Suchen oder springen…' },
  theme: { light: 'Helles Design verwenden', dark: 'Dunkles Design verwenden' },
  session: { signOut: 'Abmelden' },
  sample: 'Beispiel',
};
