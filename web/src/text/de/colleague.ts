import type { colleague as english } from '../en/colleague.ts';
import type { SameTexts } from '../same-texts.ts';

/** Übergaben an Kollegen und Agenten, und der Kontext, nach dem sie fragen. */
export const colleague: SameTexts<typeof english> = {
  title: 'Übergaben', views: { label: 'Ansichten', handoffs: 'Übergaben', context: 'Kontext' }, loading: 'Wird geladen', back: 'Zurück zum Kunden',
  role: {
    'product-manager': 'Produktmanagement', 'sales-engineer': 'Vertriebstechnik', 'technical-writer': 'Technische Redaktion', 'content-marketer': 'Content-Marketing', 'business-analyst': 'Business-Analyse', 'project-manager': 'Projektleitung', 'ux-researcher': 'UX-Forschung', support: 'Support',
    'customer-success': 'Customer Success', sales: 'Vertrieb', finance: 'Finanzen', legal: 'Recht', executive: 'Geschäftsleitung', any: 'Alle',
  },
  state: { sent: 'Gesendet', accepted: 'Angenommen', answered: 'Beantwortet', declined: 'Abgelehnt', expired: 'Abgelaufen' }, show: { open: 'Offen', all: 'Alle' },
  empty: 'Keine Übergabe wartet', emptyText: 'Fragen an Kollegen und andere Agenten stehen hier, bis sie beantwortet sind.', choose: 'Wählen Sie eine Übergabe', fromTo: '{{from}} an {{to}}', byAgent: 'von einem Agenten', until: 'bis {{day}}', expiresOn: 'Läuft am {{day}} ab', accept: 'Annehmen', answer: 'Antworten', decline: 'Ablehnen', yourAnswer: 'Ihre Antwort', declineHint: 'Zum Ablehnen geben Sie den Grund an.', answerHint: 'Sie steht in der Zeitleiste des Kunden. Zum Ablehnen geben Sie den Grund an.', acceptedBy: 'Angenommen von {{name}}', endedBy: '{{state}} von {{name}}, {{day}}', loadContext: 'Ihr Kontext', records: 'Datensätze',
  send: 'Neue Übergabe', to: 'An', about: 'Kunde', aboutHint: 'Leer: ohne Kunden.', what: 'Titel', question: 'Was gebraucht wird', days: 'Tage bis zum Ablauf', sendIt: 'Senden', cancel: 'Abbrechen',
  ask: { who: 'Wer fragt', query: 'Was soll beantwortet werden?', queryHint: 'Was darin genannt ist, kommt zuerst.', account: 'Kunde', segment: 'Segment', budget: 'Umfang in Tokens', build: 'Kontext zusammenstellen', usual: 'Wie steht es um diesen Kunden, und was zählt als Nächstes?' },
  pack: { of: 'Kontext zu {{name}}', size: '{{tokens}} von {{budget}} Tokens', leftOut_one: '{{count}} Angabe weggelassen', leftOut_other: '{{count}} Angaben weggelassen', foreign: 'von anderen geschrieben', unknown: 'Was nicht bekannt ist', copy: 'Als JSON kopieren', copied: 'Kopiert', none: 'Es ist nichts bekannt, was zu sagen wäre.', portfolio: '{{accounts}} Kunden, Health {{health}}' },
  topic: { situation: 'Lage', plan: 'Was als Nächstes zu tun ist', risks: 'Risiken', growth: 'Wachstumschancen', health: 'Health', usage: 'Nutzung', money: 'Geld und Laufzeiten', people: 'Menschen', tickets: 'Offene Tickets', voice: 'In ihren Worten', work: 'Laufende Arbeit', advocacy: 'Fürsprecher', criteria: 'Wie die Health bewertet wird', metrics: 'Kennzahlen und Ziele' },
};
