import type { app as english } from '../en/app.ts';
import type { SameTexts } from '../same-texts.ts';

export const app: SameTexts<typeof english> = {
  close: 'Schließen',
  nav: { colleagues: 'Übergaben', engagements: 'Agentenläufe', work: 'Arbeit', accounts: 'Kunden', signals: 'Signale', playbooks: 'Playbooks', approvals: 'Freigaben', health: 'Gesundheit', targets: 'Ziele', programme: 'Programm', leader: 'Team', data: 'Daten', settings: 'Einstellungen', pages: 'Seiten', search: 'Suchen oder springen…', ask: 'Mainstay fragen' },
  pickAccount: 'Name oder Domain eingeben', pickNone: 'Kein Kunde passt.', pickWaits: 'Die Kunden werden geladen …',
  theme: { light: 'Helles Design verwenden', dark: 'Dunkles Design verwenden' },
  session: { profile: 'Ihr Profil', signOut: 'Abmelden' },
  notAllowed: { title: 'Diese Seite ist für Ihre Rolle nicht vorgesehen.', text: 'Ihre Rolle schließt sie nicht ein. Wenden Sie sich an die Administration, wenn Sie sie brauchen.', home: 'Kundenliste öffnen' },
  opening: 'Mainstay wird geöffnet', offline: 'Der Server ist nicht erreichbar. Was Sie sehen, steht still; sobald die Verbindung zurück ist, geht es von selbst weiter.',
  views: { title: 'Ansichten', risk: 'Gefährdet', renewing: 'Verlängerung in 90 Tagen', onboarding: 'Onboarding', sharedBy: '{{name}}, geteilt von {{owner}}' },
  palette: {
    name: 'Befehlspalette', hint: 'Kunden, Personen, Seiten und Aktionen suchen', accounts: 'Kunden', people: 'Personen', pages: 'Seiten', actions: 'Aktionen', none: 'Nichts heißt so.', movements: 'Umsatzbewegungen', import: 'Dateien importieren',
    identity: 'Vielleicht ein Kunde', quarantine: 'Zeilen in Quarantäne', compact: 'Zeilen kompakt zeigen', comfortable: 'Zeilen großzügig zeigen', high: 'Hohen Kontrast verwenden', standard: 'Standardkontrast verwenden',
  },
  keys: {
    title: 'Tastatur', everywhere: 'Überall', pages: 'Seiten', book: 'Kunden', signals: 'Signale', search: 'Kunden, Personen, Seiten, Aktionen suchen', ask: 'Mainstay fragen', filter: 'Nach Text filtern', help: 'Diese Hilfe', escape: 'Schließen oder Auswahl aufheben',
    goWork: 'Arbeit', goAccounts: 'Kunden', goSignals: 'Signale', goHealth: 'Gesundheit', goTargets: 'Ziele', goLeader: 'Team', goData: 'Daten', move: 'Nächste oder vorige Zeile', open: 'Zeile öffnen', select: 'Zeile auswählen', range: 'Von der letzten bis hierher auswählen', all: 'Alle angezeigten auswählen',
    edit: 'Feld ändern', note: 'Notiz schreiben', condition: 'Nach Feld oder Fakt filtern', moveColumn: 'Spalte verschieben, auf ihrem Kopf', sizeColumn: 'Spaltenbreite ändern, auf ihrem Kopf', acknowledge: 'Signal bestätigen', snooze: 'Signal 7 Tage ruhen lassen', resolve: 'Signal erledigen',
  },
  asOf: {
    past: 'Alles wird gezeigt, wie es am Ende des {{day}} war.', back: 'Zurück zu heute', stands: 'Die Zeit steht am Ende des {{day}}, des Tages der neuesten Daten.', run: 'Zeit laufen lassen', old: 'Die neuesten Daten sind vom {{day}}. Stand heute sähe jeder Kunde still aus.', read: 'Stand {{day}} lesen',
    today: 'Heute', button: 'Stand {{day}}', panel: 'Stand', input: 'Stand Ende des', d7: 'Vor 7 Tagen', d28: 'Vor 28 Tagen', d90: 'Vor 90 Tagen', d365: 'Vor einem Jahr', last: 'Letzte Daten: {{day}}',
  },
  bell: { none: 'Mitteilungen', unread_one: 'Mitteilungen, {{count}} ungelesen', unread_other: 'Mitteilungen, {{count}} ungelesen' },
  sample: 'Beispiel',
  band: { good: 'Gesund', watch: 'Beobachten', risk: 'Gefährdet', unknown: 'Keine Daten' },
  day: { today: 'Heute', ago: 'vor {{n}} T', yearsAgo: 'vor {{n}} J', late: '{{n}} T zu spät', isToday: 'heute', in: '{{n}} T' },
  stage: { onboarding: 'Onboarding', adopting: 'Anlauf', established: 'Etabliert', renewing: 'Verlängerung', churned: 'Abgewandert' },
};
