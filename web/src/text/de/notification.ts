import type { notification as english } from '../en/notification.ts';
import type { SameTexts } from '../same-texts.ts';

export const notification: SameTexts<typeof english> = {
  title: 'Mitteilungen', views: { label: 'Welche Mitteilungen', unread: 'Ungelesen', all: 'Alle' }, readAll: 'Alle als gelesen markieren', read: 'Als gelesen markieren', unread: 'Als ungelesen markieren', settings: 'Einstellungen', more: 'Mehr anzeigen', loading: 'Mitteilungen werden geladen', isUnread: 'Ungelesen',
  none: { unread: 'Nichts ist ungelesen.', all: 'Noch keine Mitteilungen.', text: 'Sie erfahren es, wenn ein Kunde Sie braucht: bei ernsten Signalen, fallender Gesundheit, Freigaben, Übergaben, Erwähnungen und Terminen.' },
  allRead_one: '{{count}} Mitteilung als gelesen markiert', allRead_other: '{{count}} Mitteilungen als gelesen markiert', undo: 'Rückgängig',
  says: {
    signal: '{{account}}: {{label}}', band: '{{account}} ist jetzt gefährdet', approval: '{{account}}: Eine Aktion wartet auf Ihre Freigabe', mention: '{{by}} hat Sie in „{{task}}“ erwähnt', opt_out: '{{account}} kann bis zum {{on}} kündigen', end: 'Die Laufzeit von {{account}} endet am {{on}}',
    runWaits: 'Ihr Agentenlauf wartet auf Sie', runFailed: 'Ihr Agentenlauf wurde angehalten', runDone_one: 'Ihr Agentenlauf ist fertig: {{count}} Aufgabe angelegt', runDone_other: 'Ihr Agentenlauf ist fertig: {{count}} Aufgaben angelegt',
    handoverOne: '{{account}} wurde Ihnen übergeben', handover_one: '{{count}} Kunde wurde Ihnen übergeben', handover_other: '{{count}} Kunden wurden Ihnen übergeben', import_one: 'Ein Import hat {{count}} Zeile zurückgehalten', import_other: 'Ein Import hat {{count}} Zeilen zurückgehalten',
  },
  many: { signal_one: '{{count}} ernstes Signal', signal_other: '{{count}} ernste Signale', band_one: '{{count}} Kunde ist jetzt gefährdet', band_other: '{{count}} Kunden sind jetzt gefährdet', approval_one: '{{count}} Aktion wartet auf Ihre Freigabe', approval_other: '{{count}} Aktionen warten auf Ihre Freigabe', renewal_one: '{{count}} Kündigungstermin oder Laufzeitende ist nahe', renewal_other: '{{count}} Kündigungstermine und Laufzeitenden sind nahe' },
  adds: { band: 'Vorher {{band}}, jetzt {{score}} Punkte.', note: '{{by}}: {{note}}', by: 'Von {{by}}.', source: 'Quelle: {{source}}.' },
  bands: { good: 'gesund', watch: 'zu beobachten' },
  because: { owner: 'Weil Sie {{account}} betreuen', owners: 'Weil Sie diese Kunden betreuen', approver: 'Weil Sie freigeben dürfen', handed_over_one: 'Weil Ihnen ein Kunde übergeben wurde', handed_over_other: 'Weil Ihnen Kunden übergeben wurden', mentioned: 'Weil Sie erwähnt wurden', started: 'Weil Sie den Import gestartet haben', began: 'Weil Sie den Lauf gestartet haben' },
  prefs: {
    what: 'Was Sie erfahren', whatNote: 'In der Anwendung und in der E-Mail, die zusammenfasst, was Sie nicht gelesen haben.', kind: 'Art', inApp: 'In der Anwendung', digest: 'Per E-Mail', inAppOf: '{{kind}}: in der Anwendung', digestOf: '{{kind}}: per E-Mail',
    kinds: { signal: 'Ernste Signale bei Kunden, die Sie betreuen', band: 'Ein Kunde, den Sie betreuen, ist gefährdet', approval: 'Freigaben, die auf Sie warten', handover: 'Kunden, die Ihnen übergeben wurden', mention: 'Erwähnungen', renewal: 'Kündigungstermine und Laufzeitenden innerhalb von 30 Tagen', import: 'Zurückgehaltene Zeilen eines Imports, den Sie gestartet haben', engagement: 'Agentenläufe, die Sie gestartet haben: wenn sie warten oder enden' },
    mail: 'Zusammenfassung per E-Mail', schedule: 'Wie oft', daily: 'Täglich', weekly: 'Wöchentlich', off: 'Nie', at: 'Um', weekday: 'Am', zone: 'Zeiten gelten in {{zone}}; Ihr Profil legt das fest.', to: 'Sie geht an {{address}}. Gibt es nichts zu berichten, wird nichts verschickt.',
    noServer: 'Für diese Instanz ist kein Mailserver eingerichtet, deshalb wird nichts verschickt. Ihre Wahl bleibt erhalten, bis es einen gibt.', noAddress: 'Für Sie ist keine E-Mail-Adresse hinterlegt, deshalb kann nichts verschickt werden. Die Administration kann sie unter „Benutzer“ eintragen.',
    quiet: 'Ruhe', quietText: 'Bis dahin wird nichts gezählt und nichts verschickt. Was inzwischen geschieht, bleibt erhalten.', quietUntil: 'Ruhe bis', quietOff: 'Keine Ruhe', day: 'Bis morgen', week: 'Eine Woche lang', end: 'Jetzt beenden', isQuiet: 'Ruhe bis {{day}}', date: 'Datum',
  },
};
