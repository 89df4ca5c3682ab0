import type { health as english } from '../en/health.ts';
import type { SameTexts } from '../same-texts.ts';

export const health: SameTexts<typeof english> = {
  title: 'Gesundheit',
  accounts_one: '{{text}} Kunde', accounts_other: '{{text}} Kunden',
  views: { label: 'Ansicht', spread: 'Verteilung', movers: 'Bewegungen', coverage: 'Abdeckung', scorecards: 'Scorecards', whatIf: 'Was wäre wenn' },
  bands: { good: 'Gesund', watch: 'Beobachten', risk: 'Gefährdet', unknown: 'Keine Daten' },
  by: 'Gruppieren nach',
  dimension: { segment: 'Segment', owner: 'Verantwortlich', region: 'Region', country: 'Land', industry: 'Branche', tier: 'Stufe', stage: 'Phase', scorecard: 'Scorecard' },
  none: '(ohne)',
  onlyGroup: 'Nur {{dimension}}: {{group}}', allGroups: 'Gesamten Bestand anzeigen',
  loading: 'Gesundheit wird geladen',
  empty: 'Noch kein Kunde ist bewertet.', emptyHelp: 'Die Gesundheit erscheint, sobald Kunden und ihre Datensätze geladen sind.', bringIn: 'Daten laden',
  how: {
    title: 'Wie wird das berechnet?',
    spread: 'Jeder Kunde wird nach der Scorecard beurteilt, die für ihn gilt. Seine Stufe wechselt erst, wenn der Wert eine Spanne jenseits der Schwelle liegt. Ist zu wenig bekannt, lautet die Stufe „Keine Daten“. Kunden unter einer Scorecard ohne Messgrößen zählen nicht.',
    movers: 'Der Wert des Tages wird mit dem Tagesabschluss vor 7, 28 oder 90 Tagen verglichen. Nach Geld zählen Punkte als Anteil des ARR: 10 Punkte von 100.000 $ sind 10.000 $. Die Treiber sind die Zeilen, deren Punkte sich am stärksten geändert haben.',
    coverage: 'Abdeckung ist der bekannte Anteil des Gewichts. Vertrauen ist die Abdeckung, vermindert durch alte Eingaben und wenige bekannte Gruppen. Unbekanntes wird nie bewertet; sein Gewicht geht an das Bekannte.',
  },
  kpi: { mean: 'Mittlerer Wert', arr: 'ARR', riskArr: 'Gefährdeter ARR', coverage: 'Abdeckung' },
  series: { title: 'Verteilung im Zeitverlauf', note: 'wöchentliche Abschlüsse', day: 'Tag' },
  groups: { title: 'Nach {{dimension}}', group: 'Gruppe', all: 'Gesamter Bestand', every: 'Alle Gruppen', accounts: 'Kunden', spread: 'Verteilung', mean: 'Mittel', arr: 'ARR', riskArr: 'Gefährdeter ARR', coverage: 'Abdeckung', only: 'Nur {{group}} anzeigen', list: 'Kunden von {{group}} auflisten' },
  movers: {
    days: 'Verglichen mit', ago: 'vor {{days}} Tagen', sort: 'Größte nach', points: 'Punkten', money: 'Geld',
    summary: '{{down}} gefallen, {{up}} gestiegen, {{steady}} innerhalb eines halben Punktes seit {{from}}.', missing_one: '{{text}} Kunde hatte an einem der Tage keinen Wert.', missing_other: '{{text}} Kunden hatten an einem der Tage keinen Wert.',
    falling: 'Gefallen', rising: 'Gestiegen', account: 'Kunde', score: 'Wert', moved: 'Bewegung', moneyMoved: 'Vom ARR', arr: 'ARR', driver: 'Wodurch', owner: 'Verantwortlich',
    crossings: 'Stufenwechsel', from: 'Von', to: 'Nach', count: 'Kunden', noFall: 'Kein Kunde ist um einen halben Punkt gefallen.', noRise: 'Kein Kunde ist um einen halben Punkt gestiegen.', noCrossing: 'Kein Kunde hat die Stufe gewechselt.',
  },
  coverage: {
    mean: 'Mittlere Abdeckung', confidence: 'Mittleres Vertrauen', below: 'Unter der Mindestabdeckung', histogram: 'Abdeckung', histogramConfidence: 'Vertrauen', tenth: '{{from}} bis {{to}} %',
    measures: 'Unbekannte Messgrößen', note: 'größter Wissensverlust zuerst', measure: 'Messgröße', scorecard: 'Scorecard', weight: 'Gewicht', unknown: 'Unbekannt bei', why: 'Warum', reasonGone: 'Für vergangene Tage wird der Grund nicht aufbewahrt.', allKnown: 'Jede Messgröße ist bei jedem Kunden bekannt.',
  },
  cards: {
    choose: 'Scorecard', version: 'Version {{version}}, freigegeben am {{day}} von {{by}}', applies: 'Gilt für', bands: 'Stufen', measure: 'Messgröße', weight: 'Gewicht', from: 'Aus', scored: 'Bewertung', notes: 'Hinweise', caps: 'Deckel', exceptions: 'Ausnahmen', noCaps: 'Kein Deckel.', noExceptions: 'Keine Ausnahme.',
    versions: 'Versionen', retired: 'abgelöst am {{day}}', inForce: 'in Kraft', tryChange: 'Änderung ausprobieren', generated: 'Dieser Text wird aus der freigegebenen Definition erzeugt.', thresholds: 'Schwellen', noScore: 'Kunden unter ihr haben keinen Wert.', asWritten: 'Wortlaut',
  },
  whatIf: {
    intro: 'Ändern Sie Gewichte, Schwellen und Grenzen und sehen Sie, wer sich heute bewegen würde. Es wird nichts gespeichert.', run: 'Wirkung zeigen', reset: 'Neu beginnen', changed_one: '{{count}} Änderung', changed_other: '{{count}} Änderungen', unchanged: 'Noch ist nichts geändert.',
    weight: 'Gewicht von {{label}}', good: 'Gesund ab', watch: 'Beobachten ab', margin: 'Spanne', floor: 'Mindestabdeckung', minimum: 'Mindestzahl der Messgrößen', limit: 'Grenze von {{label}}', score: 'Wert durch {{label}}', points: 'Schwellen von {{label}}', at: 'bei {{value}}', value: 'Eingabe', scoreAt: 'Wert',
    before: 'Vorher', after: 'Nachher', effect: 'Wirkung auf den Bestand vom {{day}}', bandChange: 'wechseln die Stufe', better: 'besser', worse: 'schlechter', scoreChange: 'ändern ihren Wert', arr: 'ARR der Stufenwechsler', mean: 'Mittlerer Wert', items: 'Wer sich bewegen würde', toScore: 'Wäre', driver: 'Durch', nobody: 'Niemand würde sich bewegen.', first: 'Ändern Sie etwas und zeigen Sie dann die Wirkung.',
    exact: 'Das ist die Neubewertung, die einer Freigabe jetzt folgen würde, mit den Fakten der neuesten Bewertung. Stufen behalten ihr Gedächtnis von vierzehn Tagen.', present: 'Ein Was-wäre-wenn betrifft die Gegenwart. Verlassen Sie dafür das vergangene Datum.', group: 'Gruppen', measures: 'Messgrößen und Schwellen', capsTitle: 'Deckel', bandsTitle: 'Stufen', expand: 'Schwellen', listed: '{{shown}} von {{total}} sind aufgeführt.',
  },
  drawer: { account: 'Kunde', owner: 'Verantwortlich', score: 'Wert', coverage: 'Abdeckung', arr: 'ARR', sum_one: '{{text}} Kunde', sum_other: '{{text}} Kunden', agrees: 'stimmt mit der Kennzahl überein', differs: 'stimmt nicht mit der Kennzahl überein', listed: 'Die ersten {{text}} sind aufgeführt; die Summe umfasst alle.', empty: 'Hinter dieser Kennzahl steht kein Kunde.', title: 'Kunden' },
  table: 'Tabelle', chart: 'Diagramm',
};
