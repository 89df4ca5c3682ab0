import type { SameTexts } from '../same-texts.ts';
import type { ask as english } from '../en/ask.ts';

export const ask: SameTexts<typeof english> = {
  title: 'Mainstay fragen', close: 'Schließen', clear: 'Neues Gespräch', input: 'Ihre Frage', hint: 'Fragen Sie zu Ihrem Bestand oder einem Kunden', send: 'Fragen', thinking: 'Es wird nachgesehen', brief: 'Heute', suggestions: 'Fragen Sie zum Beispiel', more: 'Alles zeigen', unknown: 'Nicht bekannt', copy: 'Antwort kopieren', copied: 'Kopiert', record: 'Beleg {{n}}: {{kind}} {{id}}',
  failed: 'Die Frage wurde nicht beantwortet.', again: 'Noch einmal', stop: 'Anhalten', stopped: 'Angehalten.', conversation: 'Gespräch', rules: 'Nach Regeln beantwortet, aus Ihren Daten.', looking: 'Sieht nach: {{what}}', checked: 'Von einem Modell geschrieben; jede Zahl an Ihren Daten geprüft.',
  model: { use: '{{model}} fragen', off: 'Nach Regeln: Nichts verlässt das Haus', tokens: '{{n}} Token', cost: 'kostet {{n}}', day: '{{n}} des heutigen Budgets', hidden_one: '{{count}} Name oder Adresse verborgen', hidden_other: '{{count}} Namen und Adressen verborgen', without: 'Ohne Modell fragen', proposed: 'Es hat eine Aktion vorgeschlagen.' },
  you: 'Sie fragten',
  kind: { account: 'Kunde', health: 'Gesundheit', signal: 'Signal', ticket: 'Ticket', activity: 'Gespräch', person: 'Person', agreement_line: 'Vertragszeile', invoice: 'Rechnung', usage: 'Nutzung', metric: 'Kennzahl', task: 'Aufgabe', approval: 'Freigabe', renewal: 'Verlängerung', survey_answer: 'Umfrageantwort', business_change: 'Veränderung', view: 'Liste', action: 'Aktion', reply: 'Antwort', record: 'Datensatz' },
  draft: { title: 'Entwurf', to: 'An {{name}}', nobody: 'Noch an niemanden', subject: 'Betreff', body: 'Text', propose: 'Zur Freigabe vorlegen', waiting: 'Es wartet auf Freigabe. Nichts wurde gesendet.', scheduled: 'Ihre Richtlinie lässt es von selbst hinausgehen; Sie können es noch zurücknehmen.', held: 'Es bleibt ein Entwurf: Ihre Richtlinie sendet es nicht.', refused: 'Die Prüfung hat es abgelehnt: {{reason}}', open: 'Freigabe öffnen', noRecipient: 'Ohne Empfänger kann es nicht vorgelegt werden.' },
  suggest: {
    account: ['Warum hat sich dieser Kunde verändert?', 'Bereite mein Gespräch mit diesem Kunden vor', 'Was soll ich bei diesem Kunden als Nächstes tun?', 'Nutzung dieses Kunden', 'Offene Tickets dieses Kunden', 'Entwirf eine Verlängerungsmail an diesen Kunden'],
    book: ['Wie steht mein Bestand?', 'Wer ist gefährdet?', 'Wer verlängert in den nächsten 90 Tagen?', 'Mit wem haben wir lange nicht gesprochen?'], work: ['Was soll ich als Nächstes tun?', 'Wer verlängert in den nächsten 30 Tagen?', 'Wer ist gefährdet?'],
    signals: ['Wer ist gefährdet?', 'Was soll ich als Nächstes tun?', 'Wen können wir um eine Referenz bitten?'], health: ['Wer ist in den letzten 28 Tagen am stärksten gefallen?', 'Wer hat sich in den letzten 28 Tagen verbessert?', 'Wer ist gefährdet?'],
    targets: ['Wie hoch ist unsere NRR?', 'Wie hoch ist unsere Abwanderungsrate?', 'Wie hoch ist unser NPS?', 'Wer verlängert nächstes Quartal?'], other: ['Wie steht mein Bestand?', 'Was soll ich als Nächstes tun?', 'Wie hoch ist unsere NRR?', 'Wen können wir um eine Referenz bitten?'],
  },
};
