import type { app as english } from '../en/app.ts';
import type { SameTexts } from '../same-texts.ts';

export const app: SameTexts<typeof english> = {
  nav: { accounts: 'Kunden', signals: 'Signale', health: 'Gesundheit', targets: 'Ziele', leader: 'Team', data: 'Daten', settings: 'Einstellungen', pages: 'Seiten', search: 'Suchen oder springen…' },
  theme: { light: 'Helles Design verwenden', dark: 'Dunkles Design verwenden' },
  session: { profile: 'Ihr Profil', signOut: 'Abmelden' },
  notAllowed: { title: 'Diese Seite ist für Ihre Rolle nicht vorgesehen.', text: 'Ihre Rolle schließt sie nicht ein. Wenden Sie sich an die Administration, wenn Sie sie brauchen.', home: 'Kundenliste öffnen' },
  sample: 'Beispiel',
};
