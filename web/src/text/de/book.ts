import type { book as english } from '../en/book.ts';
import type { SameTexts } from '../same-texts.ts';

export const book: SameTexts<typeof english> = {
  grid: 'Kunden', loading: 'Kundenliste wird geladen', export: 'Exportieren', yes: 'Ja', no: 'Nein', cancel: 'Abbrechen', selectAll: 'Alle angezeigten Kunden auswählen', views: 'Ansichten',
  tab: { all: 'Alle Kunden', risk: 'Gefährdet', renewing: 'Verlängerung in 90 Tagen', onboarding: 'Onboarding', unknown: 'Keine Daten', churned: 'Abgewandert', everyone: 'Mit abgewanderten' },
  mine: { label: 'Meine Kunden', note: 'Nur Kunden, für die Sie zuständig sind.', none: 'Ihrem Benutzer ist niemand aus dem Team zugeordnet, daher sind Sie für keine Kunden zuständig. Die Administration ordnet unter Einstellungen, Benutzer zu.' },
  column: {
    account: 'Kunde', health: 'Gesundheit', change: '90 T', arr: 'ARR', renewal: 'Verlängerung', signals: 'Signale', usage: 'Nutzung, 16 Wo.', stage: 'Phase', owner: 'Zuständig', touch: 'Letzter Kontakt', band: 'Gesundheitsstufe', segment: 'Segment', tier: 'Stufe',
    industry: 'Branche', country: 'Land', domain: 'Domain', since: 'Kunde seit', change7: '7 T', change28: '28 T', confidence: 'Sicherheit', coverage: 'Abdeckung', currency: 'Währung',
  },
  head: { change: 'Veränderung in Punkten gegenüber dem Abschluss vor 90 Tagen. Ein Strich heißt, dass dieser Tag noch nicht abgeschlossen ist oder damals kein Wert bekannt war; die Historie neuer Daten wird im Hintergrund abgeschlossen.', keys: 'Alt + Pfeil verschiebt die Spalte, Umschalt + Pfeil ändert ihre Breite.' },
  row: { confidence: '{{band}}, Sicherheit {{text}}', select: '{{name}} auswählen', edit: '{{column}} von {{name}} ändern' },
  filter: { open: 'Filter', text: 'Kunden filtern', hint: 'Name, Zuständige, Signal', column: 'Spalte', operator: 'Bedingung', value: 'Wert', to: 'Bis', days: 'Tage', find: 'Wert suchen', none: 'Ohne', more: 'und {{text}} weitere', remove: 'Filter {{column}} entfernen', clear: 'Zurücksetzen' },
  op: { is: 'ist', not: 'ist nicht', lt: 'kleiner als', gt: 'größer als', between: 'zwischen', before: 'vor', after: 'nach', within: 'in den nächsten', past: 'in den letzten', known: 'ist bekannt', unknown: 'ist unbekannt' },
  area: { book: 'Kunde', attribute: 'Merkmale', usage: 'Nutzung', support: 'Support', survey: 'Umfragen', payment: 'Zahlung', contract: 'Vertrag', people: 'Personen', engagement: 'Kontakt', business: 'Unternehmen', text: 'Stimmung', account: 'Abgeleitet' },
  columns: { open: 'Spalten', shown: 'Angezeigt', more: 'Fakten und Felder', reset: 'Zurücksetzen', find: 'Feld oder Fakt suchen', none: 'Nichts heißt so.', up: '{{column}} nach vorn', down: '{{column}} nach hinten', remove: '{{column}} ausblenden' },
  view: {
    open: 'Ansicht sichern', changed: 'Geändert, sichern', new: 'Als Ansicht sichern', change: 'Ansicht sichern', name: 'Name', shared: 'Alle im Unternehmen sehen sie', save: 'Sichern', saveNew: 'Als neue sichern', remove: 'Ansicht entfernen', removed: 'Die Ansicht „{{name}}“ ist entfernt.',
    note: 'Filter, Reihenfolge und Spalten bleiben erhalten. Die Adresse dieser Seite zeigt dasselbe auch ohne Ansicht: Kopieren Sie sie, um sie einmalig zu teilen.',
  },
  edit: {
    one: '{{name}} ändern', many_one: '{{text}} Kunden ändern', many_other: '{{text}} Kunden ändern', field: 'Feld', nobody: 'Niemand', unset: 'Nicht gesetzt', set: 'Setzen', undo: 'Rückgängig', undone: 'Zurückgenommen.',
    kept: 'Was Sie setzen, bleibt bestehen, auch wenn Quellen etwas anderes liefern; der Unterschied steht beim Kunden unter Daten.',
    done_one: '{{field}} bei {{text}} Kunden gesetzt.', done_other: '{{field}} bei {{text}} Kunden gesetzt.', acknowledged_one: '{{text}} Signal bestätigt.', acknowledged_other: '{{text}} Signale bestätigt.',
  },
  bulk: { region: 'Auswahl', selected_one: '{{text}} ausgewählt', selected_other: '{{text}} ausgewählt', arr: '{{text}} ARR', all: 'Alle {{text}} auswählen', own: '{{text}} dürfen Sie ändern', assign: 'Zuweisen', edit: 'Ändern', acknowledge: 'Signale bestätigen', clear: 'Auswahl aufheben' },
  kpi: {
    region: 'Kennzahlen der angezeigten Kunden', distribution: 'Verteilung der Gesundheit', arr: 'ARR', nrr: 'Nettoumsatzbindung', risk: 'Gefährdeter ARR', renewing: 'Verlängerung in 90 Tagen', accounts_one: '{{text}} Kunde', accounts_other: '{{text}} Kunden', since: '{{change}} seit {{day}}',
    notYet: 'Noch nicht berechnet', notAvailable: 'Nicht verfügbar', version: 'v{{version}}, 12 Monate', company: 'Alle Kunden, 12 Monate',
    arrHow: 'Jahresbeträge der laufenden wiederkehrenden Vertragspositionen der angezeigten Kunden. Währungen werden nicht zusammengezählt.', nrrHow: 'Über das ganze Unternehmen und 12 Monate, gleich was gefiltert ist: heutiger Umsatz der damaligen Kunden durch ihren Umsatz von damals. Die Bestandteile stehen unter Ziele.',
    riskHow: 'ARR der angezeigten Kunden mit der Gesundheitsstufe „Gefährdet“.', renewingHow: 'ARR der angezeigten Kunden, deren früheste laufende Vertragsdauer innerhalb von 90 Tagen endet.',
  },
  empty: { filter_one: 'Der eine Kunde passt nicht zum Filter.', filter_other: 'Keiner von {{text}} Kunden passt zum Filter.', clear: 'Filter zurücksetzen', title: 'Es gibt noch keine Kunden.', action: 'Daten laden', text: 'Laden Sie das Beispielunternehmen, legen Sie Ihre Dateien ab oder richten Sie Ihren Ereignisstrom hierher.' },
  foot: { move: 'bewegen', select: 'auswählen', edit: 'ändern', open: 'öffnen', filter: 'filtern', command: 'Befehl', help: 'Hilfe', received: 'Empfangen {{at}} von {{names}}', more: 'und {{text}} weiteren' },
};
