import type { target as english } from '../en/target.ts';
import type { SameTexts } from '../same-texts.ts';

export const target: SameTexts<typeof english> = {
  title: 'Ziele', loading: 'Ziele werden geladen', empty: 'Noch ist keine Kennzahl festgelegt.',
  tools: { copyLink: 'Link zu dieser Ansicht kopieren', copied: 'Kopiert', csv: 'Als CSV speichern', pdf: 'Als PDF speichern', pdfHelp: 'Öffnet den Druckdialog Ihres Browsers mit einem Layout für Papier. Wählen Sie dort „Als PDF speichern“.' },
  views: { label: 'Ansicht', board: 'Tafel', table: 'Tabelle', movements: 'Bewegungen', cohorts: 'Kohorten', executive: 'Führungssicht' },
  metOf_one: '{{met}} von {{text}} Ziel erreicht', metOf_other: '{{met}} von {{text}} Zielen erreicht',
  status: { none: 'Kein Ziel', met: 'Erreicht', missed: 'Verfehlt', unknown: 'Nicht bekannt' },
  aim: 'Ziel {{op}} {{value}}', aimVariant: 'Ziel {{op}} {{value}} ({{variant}})', notAvailable: 'Nicht verfügbar',
  n: { account_one: '{{text}} Kunde', account_other: '{{text}} Kunden', answer_one: '{{text}} Antwort', answer_other: '{{text}} Antworten', ticket_one: '{{text}} Ticket', ticket_other: '{{text}} Tickets', renewal_one: '{{text}} Verlängerung', renewal_other: '{{text}} Verlängerungen' },
  nIs: 'n = {{what}}', few: 'Wenige: mit Vorsicht lesen', version: 'v{{version}}: {{definition}}',
  table: { label: 'Kennzahlen und ihre Ziele', figure: 'Kennzahl', value: 'Wert', target: 'Ziel', status: 'Stand', trend: 'Zwölf Monate', n: 'n', window: 'Zeitraum', definition: 'Definition', version: 'Version {{version}}' },
  drawer: {
    title: 'Kennzahl', window: 'Zeitraum', definition: 'Definition', version: 'Version {{version}}', n: 'n', conventions: 'Andere Lesarten', trend: 'Verlauf', trendNote: 'Monatsenden, nach heutigem Wissen', trendTable: 'Verlauf als Tabelle', day: 'Tag', value: 'Wert',
    parts: 'Kunden hinter der Kennzahl', account: 'Kunde', numerator: 'Zähler', denominator: 'Nenner', sum_one: 'Summe über {{text}} Kunden', sum_other: 'Summe über {{text}} Kunden', listed: 'Die {{text}} gewichtigsten sind aufgeführt; die Summe umfasst alle.', noParts: 'An dieser Kennzahl ist kein Kunde beteiligt.',
    checkSum: 'Probe: Die Kunden ergeben {{numerator}}, die Kennzahl sagt {{value}}.', checkRatio: 'Probe: Die Kunden ergeben {{numerator}} zu {{denominator}}, das sind {{value}}.', agrees: 'Beides stimmt genau überein.', differs: 'Beides stimmt nicht überein.',
    breakdown: 'Nach {{dimension}}', by: 'Aufgliedern nach', group: 'Gruppe', none: '(ohne)', accounts: 'Kunden', notKept: 'Die Vergangenheit dieser Kennzahl wird nicht aufbewahrt.',
  },
  dimension: { segment: 'Segment', tier: 'Stufe', industry: 'Branche', country: 'Land', region: 'Region', owner: 'Verantwortlich' },
  movements: {
    title: 'Umsatzbewegungen', note: '{{from}} bis {{to}}, Endpunkte', arrOn: 'ARR {{day}}', account: 'Kunde', movement: 'Bewegung', opening: 'Anfang', change: 'Änderung', transfer: 'Übertragung', currency: 'Währung', closing: 'Ende', moved: 'Kunden mit Bewegung',
    twoViews: 'Endpunkte und Monate', twoViewsNote: 'was sich im Zeitraum hin und her bewegte', endPoints: 'Zwischen den Endpunkten', months: 'Summe der Monate', difference: 'Unterschied', monthly: 'Nach Monaten', month: 'Monat bis',
    kind: { new: 'Neu', reactivation: 'Rückkehr', expansion: 'Ausbau', contraction: 'Abbau', churn: 'Abwanderung', unchanged: 'Unverändert', transferIn: 'Zugegangene Verträge', transferOut: 'Abgegangene Verträge', fx: 'Währungseffekt' },
    check: 'Anfang {{opening}} plus alle Schritte ergibt Ende {{closing}}.', wrong: 'Die Schritte gehen nicht auf.', steps: 'Schritte des Wasserfalls', step: 'Schritt', amount: 'Betrag', accounts: 'Kunden', listed: 'Die {{text}} größten sind aufgeführt.',
  },
  cohorts: {
    title: 'Bindung nach Startquartal', measure: 'Messgröße', logos: 'Kunden', revenue: 'Umsatz', cohort: 'Start', size: 'Kunden', opening: 'ARR am Start', age: 'nach {{quarters}} Q', start: 'Start',
    how: 'Kunden werden nach dem Quartal ihres ersten bezahlten Tages gruppiert und in Quartalen ihres eigenen Alters verfolgt. Eine Zelle erscheint, sobald jeder Kunde der Kohorte dieses Alter erreicht hat. Der Umsatz zählt auch Wachstum und kann 100 % übersteigen.',
    open: '{{quarter}}, {{quarters}} Quartale nach dem Start', account: 'Kunde', startOn: 'Erster bezahlter Tag', openingMinor: 'Am Start', nowMinor: 'In diesem Alter', agrees: 'stimmt mit der Zelle überein', differs: 'stimmt nicht mit der Zelle überein', none: 'Noch ist von keinem Kunden der Start bekannt.', sum_one: '{{text}} Kunde', sum_other: '{{text}} Kunden',
  },
  exec: {
    heading: 'Kundenerfolg', asOf: 'Stand {{day}}', targets: 'Ziele', movements: 'Umsatz, zwölf Monate', risks: 'Größte gefährdete Kunden', noRisks: 'Kein Kunde ist gefährdet.', renewals: 'Verlängerungen in 90 Tagen', noRenewals: 'Kein Vertrag endet in 90 Tagen.', changed: 'Was sich in 28 Tagen geändert hat',
    book: 'Gesundheit des Bestands', falling: 'Am stärksten gefallen', rising: 'Am stärksten gestiegen', account: 'Kunde', owner: 'Verantwortlich', health: 'Gesundheit', arr: 'ARR', why: 'Wodurch', renews: 'Verlängert', moved: 'Bewegung', more_one: 'und {{text}} weiterer, {{money}}', more_other: 'und {{text}} weitere, {{money}}', total_one: '{{text}} Kunde, {{money}}', total_other: '{{text}} Kunden, {{money}}', foot: 'Jede Kennzahl lässt sich in Mainstay bis zu ihren Kunden öffnen. Definitionen: {{versions}}.', step: 'Schritt', amount: 'Betrag', n: 'Kunden',
  },
};
