import type { leader as english } from '../en/leader.ts';
import type { SameTexts } from '../same-texts.ts';

export const leader: SameTexts<typeof english> = {
  title: 'Team', loading: 'Team wird geladen', empty: 'Noch kein Kunde ist bewertet.', emptyHelp: 'Die Auslastung erscheint, sobald Kunden und ihre Verantwortlichen geladen sind.', bringIn: 'Daten laden',
  accounts_one: '{{text}} Kunde', accounts_other: '{{text}} Kunden',
  nobody: 'Ohne Verantwortliche', pastOwners: 'Verantwortliche sind die von heute; alles andere gilt für den Tag.', noConversations: 'Es sind keine Gespräche erfasst: Der Kontakt ist unbekannt.',
  columns: { owner: 'Verantwortlich', used: 'Auslastung', accounts: 'Kunden', arr: 'ARR', health: 'Gesundheit', risk: 'Gefährdet', signals: 'Signale', renewals: 'Verlängerungen, 90 Tage', touches: 'Kontakte je Woche', cadence: 'Kontakt überfällig' },
  wanted: '{{wanted}} erforderlich', grave_one: '{{text}} schwer', grave_other: '{{text}} schwer', riskOf: '{{money}} gefährdet', shareOf: '{{share}} der Kunden', contactUnknown: 'nicht bekannt', mean: 'Mittel {{mean}}',
  over: 'Über der Grenze: {{limits}}', limits: { accounts: 'Kunden', signals: 'Signale', renewals: 'Verlängerungen', touches: 'Kontakte' },
  open: { accounts: 'Kunden von {{owner}}', risk: 'Gefährdet bei {{owner}}', signals: 'Offene Signale bei {{owner}}', renewals: 'Verlängerungen von {{owner}} in 90 Tagen', pastCadence: 'Kontakt überfällig bei {{owner}}' }, everybody: 'allen', whole: 'Gesamtes Team',
  how: {
    title: 'Wie wird das berechnet?',
    load: 'Die Auslastung ist der größte Anteil einer Grenze, den der Bestand einer Person einnimmt: Kunden, offene Signale, Verlängerungen in 90 Tagen und die Kontakte je Woche, die der Rhythmus verlangt. Kontakte je Woche sind Treffen, Anrufe und Nachrichten der letzten vier Wochen. Überfällig ist ein Kunde, wenn der letzte beidseitige Kontakt (Treffen, Anruf oder Nachricht des Kunden) länger zurückliegt, als die Regel sagt. Sind keine Gespräche erfasst, ist der Kontakt unbekannt. Es zählen bewertete Kunden, ehemalige nicht.',
  },
  rule: {
    title: 'Kapazitätsregel', edit: 'Regel ändern', text: 'Eine Person betreut bis zu {{limits}}. Beidseitiger Kontakt ist alle {{days}} Tage fällig{{segments}}.', segment: ', {{segment}} alle {{days}}', notStated: 'Noch hat niemand eine Regel festgelegt: Dies sind die Vorgaben.', none: 'keine Grenze',
    accounts: 'Kunden, die eine Person betreuen kann', signals: 'Offene Signale, die eine Person bearbeiten kann', renewals: 'Verlängerungen in 90 Tagen, die eine Person führen kann', touches: 'Kontakte, die eine Person je Woche leisten kann', cadence: 'Kontakt mindestens alle (Tage)', bySegment: 'Kontakt mindestens alle (Tage), in {{segment}}', blank: 'Lassen Sie eine Grenze leer, um keine zu setzen.', save: 'Regel festlegen', cancel: 'Abbrechen', saved: 'Die Regel ist festgelegt.',
    parts: { accounts: '{{n}} Kunden', signals: '{{n}} offene Signale', renewals: '{{n}} Verlängerungen', touches: '{{n}} Kontakte je Woche' },
  },
  drawer: { select: '{{account}} auswählen', selectAll: 'Alle auswählen', account: 'Kunde', health: 'Gesundheit', arr: 'ARR', renewal: 'Verlängert', signals: 'Signale', contact: 'Letzter Kontakt', cadence: 'fällig alle {{days}} T', never: 'keiner erfasst', late: '{{days}} T überfällig', unknown: 'nicht bekannt', sum_one: '{{text}} Kunde', sum_other: '{{text}} Kunden', agrees: 'stimmt mit der Kennzahl überein', differs: 'stimmt nicht mit der Kennzahl überein', empty: 'Hinter dieser Kennzahl steht kein Kunde.', shown: 'Die ersten {{text}} sind aufgeführt; die Summe umfasst alle.' },
  reassign: {
    action_one: '{{text}} Kunden übergeben', action_other: '{{text}} Kunden übergeben', title: 'Kunden übergeben', to: 'Neu verantwortlich', nobody: 'Niemand', note: 'Übergabenotiz', noteHelp: 'Sie steht in der Chronik jedes Kunden.', notePlace: 'Was die neue Person wissen sollte: offene Zusagen, Ansprechpartner, der nächste Schritt', confirm_one: '{{text}} Kunden übergeben', confirm_other: '{{text}} Kunden übergeben', cancel: 'Abbrechen',
    done_one: '{{text}} Kunde wurde an {{owner}} übergeben.', done_other: '{{text}} Kunden wurden an {{owner}} übergeben.', unchanged_one: '{{text}} war dort bereits.', unchanged_other: '{{text}} waren dort bereits.', undo: 'Rückgängig', undone: 'Die Übergabe ist zurückgenommen.', past: 'Verlassen Sie das vergangene Datum, um Kunden zu übergeben.', choose: 'Neue Verantwortliche wählen',
  },
};
