import type { entry as english } from '../en/entry.ts';
import type { SameTexts } from '../same-texts.ts';

export const entry: SameTexts<typeof english> = {
  signIn: 'Bei Mainstay anmelden', opening: 'Ihr Arbeitsbereich wird geöffnet…', email: 'E-Mail-Adresse', password: 'Passwort', go: 'Anmelden', or: 'oder mit einem Link',
  byLink: 'Die Administration kann Ihnen einen Einmallink erstellen. Der Server gibt beim Start einen aus; auf seinem Rechner erstellt dieser Befehl einen neuen:', command: 'Befehl, der einen Anmeldelink ausgibt',
  once: 'Ein Link gilt einmal, zehn Minuten lang. Öffnen Sie ihn in diesem Browser, und Sie kommen auf die Seite zurück, auf der Sie waren.',
  invited: 'Willkommen bei Mainstay', invitedBy: '{{name}} lädt Sie als {{role}} ein.', invitedAs: 'Sie sind als {{role}} eingeladen.', name: 'Ihr Name', passwordOptional: 'Passwort (freiwillig)', passwordNote: 'Mindestens 10 Zeichen. Ohne Passwort melden Sie sich mit Links an.', join: 'Beitreten', reading: 'Ihre Einladung wird gelesen…',
};
