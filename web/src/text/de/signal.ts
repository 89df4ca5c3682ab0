import type { signal as english } from '../en/signal.ts';
import type { SameTexts } from '../same-texts.ts';

export const signal: SameTexts<typeof english> = {
  title: 'Signale', region: 'Signale', loading: 'Signale werden geladen', of: '{{shown}} von {{total}}', atStake: '{{money}} stehen auf dem Spiel', stake: 'auf dem Spiel', more: 'Mehr anzeigen',
  views: { label: 'Ansichten der Signale', list: 'Sichtung', record: 'Was sie bisher bewirkten' },
  state: { label: 'Zustand', open: 'Offen', acknowledged: 'Gesehen', in_play: 'In Arbeit', snoozed: 'Zurückgestellt', resolved: 'Erledigt', expired: 'Abgelaufen', all: 'Alle', until: '{{state}} bis {{day}}' },
  family: { label: 'Art', any: 'Jede Art', risk: 'Risiko', growth: 'Wachstum', advocacy: 'Fürsprache' },
  severity: { label: 'Schwere', any: 'Jede Schwere', critical: 'Kritisch', high: 'Hoch', medium: 'Mittel', low: 'Gering', info: 'Zur Kenntnis' },
  who: { label: 'Wer es hat', any: 'Alle', me: 'Mir zugewiesen', none: 'Niemandem zugewiesen' },
  filter: 'Signale filtern', filterHint: 'Filtern', at: 'bei', csv: 'Als CSV speichern',
  empty: { none: 'Kein Signal ist offen.', noneHelp: 'Neue erscheinen hier Sekunden nach dem Ereignis, das sie auslöst.', unfit: 'Kein Signal passt.', unfitHelp: 'Ändern Sie den Filter, um andere zu sehen.' },
  provisional: 'vorläufig', provisionalHelp: 'Ändert sich mit den Daten von heute; wird beim Tagesabschluss festgestellt', records_one: '{{text}} Beleg', records_other: '{{text}} Belege', evidence: 'Belege', confidence: 'Sicherheit {{share}}', evidenceOf: '{{label}} bei {{account}}',
  act: { acknowledge: 'Gesehen', snooze: '7 Tage zurückstellen', snoozeOf: '{{label}} bei {{account}} 7 Tage zurückstellen', resolve: 'Erledigen', reopen: 'Wieder öffnen', assign: 'Zuweisen', more: 'Mehr zu {{label}} bei {{account}}', mute: 'Für diesen Kunden stummschalten', select: '{{label}} bei {{account}} wählen' },
  bulk: { region: 'Gewählte Signale', chosen_one: '{{text}} Signal', chosen_other: '{{text}} Signale', all: 'Alle {{text}}', clear: 'Auswahl aufheben' },
  done: { acknowledge: 'Gesehen', snooze: 'Zurückgestellt', resolve: 'Erledigt', reopen: 'Wieder offen', assign: 'Zugewiesen', play: 'In Arbeit', many_one: '{{text}} Signal', many_other: '{{text}} Signale', undo: 'Rückgängig', failed: 'Das hat nicht geklappt', refused_one: '{{text}} wurde nicht geändert: {{why}}', refused_other: '{{text}} wurden nicht geändert: {{why}}' },
  resolve: { title: 'Erledigen: {{what}}', reason: 'Was getan wurde, oder warum es keine Sorge ist', cancel: 'Abbrechen', save: 'Erledigen' },
  assign: { title: 'Zuweisen: {{what}}', to: 'Wer übernimmt', choose: 'Kollegin oder Kollegen wählen', save: 'Zuweisen' },
  keys: { move: 'bewegen', choose: 'wählen', acknowledge: 'gesehen', assign: 'zuweisen', snooze: 'zurückstellen', resolve: 'erledigen', open: 'öffnen' },
  record: {
    label: 'Was jede Signalart bewirkte', loading: 'Der Rückblick wird geladen', empty: 'Noch kein Signal hat ausgelöst.', emptyHelp: 'Die Bilanz wächst mit jedem abgeschlossenen Tag.',
    type: 'Signal', fired: 'Ausgelöst', accounts: 'Kunden', live: 'Jetzt offen', last: 'Zuletzt', judged: 'Ausgang bekannt', precision: 'Danach gegangen', recall: 'Vor dem Weggang gesehen', lead: 'Mittlere Vorwarnung', days: '{{n}} T', few: 'wenige', retired: 'außer Kraft', never: 'nie',
    howTitle: 'Wie wird das berechnet?',
    how: 'Eine Signalart hat so oft ausgelöst, wie sie sich öffnete. „Ausgang bekannt“ zählt die Kunden, bei denen sie auslöste und die binnen 180 Tagen gingen oder bei denen 180 Tage vergangen sind. „Danach gegangen“ ist der Anteil davon, der binnen 180 Tagen ging (Genauigkeit). „Vor dem Weggang gesehen“ ist der Anteil aller gegangenen Kunden, bei denen sie in den 180 Tagen davor ausgelöst hatte (Trefferquote). „Mittlere Vorwarnung“ ist die Mitte der Tage zwischen Öffnen und Weggang. Signale für Wachstum und Fürsprache warnen vor nichts und haben keine solchen Anteile. Unter zehn bekannten Ausgängen steht „wenige“ dabei. Alles gilt zum Lesedatum.',
  },
};
