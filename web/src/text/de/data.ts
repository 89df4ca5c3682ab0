import type { data as english } from '../en/data.ts';
import type { SameTexts } from '../same-texts.ts';

/** Texte der Datenseite und der ersten Seite eines leeren Bestands. */
export const data: SameTexts<typeof english> = {
  title: 'Daten', parts: 'Teile der Datenseite', never: 'nie', cancel: 'Abbrechen', close: 'Schließen', undo: 'Rückgängig', rows_one: '{{text}} Zeile', rows_other: '{{text}} Zeilen', files_one: '{{text}} Datei', files_other: '{{text}} Dateien',
  tab: { sources: 'Quellen', import: 'Import', quarantine: 'Quarantäne', doubts: 'Zweifel', identity: 'Identität', keys: 'API-Schlüssel' },
  source: {
    title: 'Quellen', import: 'Dateien importieren', connect: 'System verbinden', empty: 'Noch keine Quelle.', bring: 'Daten einbringen', name: 'Quelle', kind: 'Art', state: 'Stand', records: 'Datensätze', received: 'Zuletzt erhalten', newest: 'Jüngster Datensatz', unresolved: 'Ereignisse ohne Kunden', act: 'Aktion',
    live: 'Aktiv', idle: 'Geladen', failed: 'Fehlgeschlagen', kinds: { file: 'Dateien', tracking: 'Ereignisstrom', sample: 'Beispiel', manual: 'Von Hand', mailbox: 'Postfach', calendar: 'Kalender' }, remove: 'Entfernen…', removeOf: '{{name}} entfernen…',
    removeTitle: '{{name}} entfernen?', removeText: 'Alles, was nur diese Quelle gebracht hat, wird gelöscht: Kunden, Datensätze, Nutzung sowie Gesundheit und Signale daraus. Kunden, die auch eine andere Quelle kennt, bleiben. Das lässt sich nicht rückgängig machen.', removeConfirm: 'Zur Bestätigung {{name}} eingeben', removeDo: 'Entfernen', removed_one: 'Entfernt, mit {{text}} Kunden, den nur sie kannte.', removed_other: 'Entfernt, mit {{text}} Kunden, die nur sie kannte.',
  },
  sample: { title: 'Beispielfirma', note: 'erfundene Kunden zum Ausprobieren', remove: 'Beispiel entfernen', stays: 'Ihre eigenen Daten bleiben.' },
  drop: { title: 'Legen Sie Ihre Exporte hier ab', text: 'CSV, TSV, NDJSON oder JSON, auch als gzip oder zip, beliebige Spalten, mehrere zugleich. Mainstay erkennt, was sie enthalten, und zeigt es, bevor etwas geladen wird.', choose: 'Dateien wählen', label: 'Dateien zum Importieren', upload: 'Hochladen von {{name}}' },
  import: {
    all: 'Alle Importe', past: 'Importe', none: 'Es wurde noch nichts importiert.', of: '{{files}} aus {{source}}', name: 'Import', state: 'Stand', started: 'Begonnen', rows: 'Zeilen', held: 'Zurückgehalten',
    states: { staged: 'Noch nicht geladen', running: 'Wird geladen', done: 'Fertig', failed: 'Fehlgeschlagen', interrupted: 'Abgebrochen', pending: 'Wartet', replaying: 'Wird erneut geladen' },
    doubts: 'Zweifel', doubtsNote: 'was die Daten nicht sicher sagen; die Annahme gilt, bis Sie es anders sagen', load_one: '{{text}} Datei laden', load_other: '{{text}} Dateien laden', open_one: '{{text}} Zweifel ist offen: Es gilt die Annahme.', open_other: '{{text}} Zweifel sind offen: Es gilt jeweils die Annahme.', noneOpen: 'Nichts ist offen.',
    loading: 'Wird geladen', soFar: 'Bisher {{rows}}, {{done}} von {{files}} fertig.', leave: 'Sie können diese Seite verlassen; der Import läuft weiter.', progress: 'Fertige Dateien', failedTitle: 'Der Import ist fehlgeschlagen', failedText: 'Was zuvor geladen wurde, bleibt; dieselben Dateien erneut zu laden verdoppelt nichts.', cutTitle: 'Der Import wurde unterbrochen', cutText: '{{rows}} sind geladen. Er geht weiter, wo er stand.', goOn: 'Fortsetzen',
    loadRows_one: '{{text}} Zeile laden', loadRows_other: '{{text}} Zeilen laden',
    result: 'Jede Zeile ist nachgewiesen', whole: 'die Teile ergeben die Summe der Zeilen', broken: 'die Teile ergeben nicht die Summe: bitte melden Sie das', resultTable: 'Ergebnis nach Datei', file: 'Datei', inserted: '= Neu', updated: '+ Geändert', unchanged: '+ Unverändert', duplicate: '+ Doppelt', quarantined: '+ Zurückgehalten', sum: 'Summe', book: 'Kundenliste öffnen', fix_one: '{{text}} zurückgehaltene Zeile ansehen', fix_other: '{{text}} zurückgehaltene Zeilen ansehen',
  },
  kind: { account: 'Kunden', person: 'Personen', line: 'Vertragspositionen', invoice: 'Rechnungen', ticket: 'Tickets', activity: 'Gespräche', survey: 'Umfrageantworten', churn: 'Abgänge', change: 'Unternehmensänderungen', usage: 'Nutzungssummen', event: 'Nutzungsereignisse', other: 'Nicht bekannt' },
  staged: {
    kindOf: 'Art von {{file}}', mapping: 'Zuordnung von {{file}}', field: 'Feld', column: 'Spalte', columnOf: 'Spalte für {{field}}', certainty: 'Sicherheit', needed: 'nötig', chosen: 'gewählt', none: '(keine)', unused: 'Nicht verwendete Spalten: {{columns}}', first: 'Erste Zeilen', firstOf: 'Erste Zeilen von {{file}}', also: 'auch {{kinds}}',
    unknown: 'Nichts in dieser Datei nennt eine Art von Datensatz. Wählen Sie die Art, um von Hand zuzuordnen; sonst werden die Zeilen zurückgehalten, und Sie können sie später benennen.', delimiter: { comma: 'Kommas', semicolon: 'Semikolons', tab: 'Tabulatoren', bar: 'Striche' },
  },
  held: {
    groups: 'Zurückgehaltene Zeilen nach Grund', list: 'Zeilen', none: 'Keine Zeile wird zurückgehalten.', noneText: 'Zeilen, die nicht gelesen werden können, kommen mit ihrem Grund hierher, statt verloren zu gehen.', file: 'Datei', reason: 'Grund und Abhilfe', field: 'Feld', rows: 'Zeilen', act: 'Aktion', show: 'Zeigen', showOf: 'Zeilen von {{file}} zeigen', load: 'Erneut laden', loadAll: 'Alle erneut laden', dismiss: 'Verwerfen', fix: 'Berichtigen', row: 'Zeile {{row}}', fileRow: 'Datei und Zeile', value: 'Wert', all: 'Alle Gründe', more: 'Mehr zeigen', shown: '{{shown}} von {{total}}',
    loaded_one: '{{text}} Zeile geladen, {{back}} erneut zurückgehalten.', loaded_other: '{{text}} Zeilen geladen, {{back}} erneut zurückgehalten.', dismissed_one: '{{text}} Zeile verworfen. Sie bleibt gezählt.', dismissed_other: '{{text}} Zeilen verworfen. Sie bleiben gezählt.', fixTitle: '{{file}}, Zeile {{row}}', save: 'Speichern und laden', saved: 'Die Zeile wurde geladen.', still: 'Die Zeile stimmt noch nicht. Der Grund ist auf dem neuesten Stand.',
  },
  doubt: {
    title: 'Zweifel', none: 'Die Daten geben keinen Anlass zu Zweifeln.', example: 'Zum Beispiel', assumed: 'angenommen', answered: 'beantwortet', open: 'offen', answer: 'Antworten', currency: 'Währung', day: 'Tag', later: 'Gilt ab dem nächsten Import einer solchen Datei.',
    choice: { dmy: 'Tag zuerst', mdy: 'Monat zuerst', month: 'Monat', quarter: 'Quartal', year: 'Jahr', bill: 'Rechnung', term: 'Laufzeit', net: 'Netto', gross: 'Brutto', inclusive: 'Letzter Tag in Kraft', exclusive: 'Erster Tag danach', cancelled: 'Gekündigt', '0': 'Vertragspositionen', '1': 'Monatsstand', minor: 'Cent', major: 'Ganze Einheiten' },
  },
  identity: {
    pairs: 'Vielleicht ein Kunde', none: 'Keine zwei Kunden sehen wie einer aus.', noneText: 'Kunden mit gleicher Domain, gleichem Namen oder gemeinsamen Personen stehen hier, um sie zu vereinen oder zu trennen.', one: 'Kunde', other: 'Wird Teil davon', why: 'Warum', kept: 'bleibt', holds: '{{lines}} Vertragspositionen, {{people}} Personen, {{tickets}} Tickets',
    reason: { domain: 'Gleiche Domain {{value}}.', name: 'Gleicher Name.', people_one: '{{text}} Person des einen schreibt von der Domain des anderen, {{value}}.', people_other: '{{text}} Personen des einen schreiben von der Domain des anderen, {{value}}.' },
    merge: 'Vereinen', mergeOf: '{{merged}} mit {{kept}} vereinen', turn: 'Den anderen behalten', distinct: 'Zwei Kunden', merged: '{{merged}} ist jetzt Teil von {{kept}}.', splitDone: '{{merged}} ist wieder ein eigener Kunde.', distinctDone: '{{a}} und {{b}} bleiben zwei Kunden.',
    keys: 'Nutzung, die noch zu keinem Kunden gehört', keysNone: 'Alle Nutzung gehört zu einem Kunden.', key: 'Schlüssel', kind: { group: 'Gruppe', user: 'Benutzer', anonymous: 'Anonym' }, since: 'Zuerst gesehen', link: 'Zuordnen', linkOf: '{{key}} zuordnen', linkTitle: 'Zu welchem Kunden gehört {{key}}?', account: 'Kunde',
    merges: 'Vereinte Kunden', mergedIn: 'Wurde damit vereint', moved: 'Datensätze bewegt', when: 'Wann', undone: 'wieder getrennt', split: 'Trennen',
  },
  start: {
    title: 'Start', ways: 'Wege zum Start', where: 'Woher kommen Ihre Daten?', later: 'Wählen Sie einen Weg; die anderen bleiben Ihnen auf der Datenseite offen.',
    sample: 'In einer Beispielfirma umsehen', sampleText: 'Einige hundert erfundene Kunden mit zwei Jahren Geschichte. Mit einem Klick wieder entfernt.', sampleDo: 'Beispiel laden', sampleWait: 'Das dauert etwa eine halbe Minute. Die Kundenliste öffnet sich von selbst.',
    files: 'Eigene Exporte einbringen', filesText: 'CRM, Abrechnung, Support, Nutzung: Dateien jeder Form. Sie sehen, wofür sie gehalten werden, bevor etwas geladen wird.', filesDo: 'Dateien wählen',
    connect: 'System verbinden', connectText: 'Salesforce, Zendesk oder Gainsight, von da an selbsttätig gelesen. Zuerst sehen Sie, was benötigt wird, und eine Probe.', connectDo: 'System auswählen',
    stream: 'Ereignisstrom hierher richten', streamText: 'Das übliche Segment-SDK genügt. Kunden erscheinen, sobald ihre Gruppenaufrufe eintreffen.', streamDo: 'Schreibschlüssel erzeugen', send: 'Senden Sie Ihr erstes Ereignis', once: 'der Schlüssel wird nur jetzt gezeigt', snippet: 'Beispielcode', snippetKind: 'Art des Beispielcodes',
    waiting: 'Warten auf das erste Ereignis…', arrive: 'Ereignisse treffen ein.', received_one: '{{text}} erhalten.', received_other: '{{text}} erhalten.', wait_one: '{{text}} wartet, bis sein Kunde bekannt ist.', wait_other: '{{text}} warten, bis ihr Kunde bekannt ist.', book: 'Kundenliste öffnen',
  },
};
