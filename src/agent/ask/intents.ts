/** What can be asked. */
export const intentIds = ['draft', 'why', 'call', 'usage', 'tickets', 'people', 'contract', 'next_account', 'signals', 'overview', 'metric', 'references', 'renewals', 'movers', 'silent', 'risk', 'next', 'book'] as const;
export type IntentId = (typeof intentIds)[number];

/** One thing that can be asked: a question must hold a word of every group in `all`, and no word that neither it nor the common words know. */
export interface Intent {
  id: IntentId;
  about: 'account' | 'book';
  /** Which filters its answer honours; a question with another one is not understood. */
  takes: readonly ('owner' | 'segment' | 'industry' | 'period' | 'metric')[];
  /** A trailing `*` stands for any ending. */
  all: readonly (readonly string[])[];
  also: readonly string[];
}

const healthWords = ['health', 'score*', 'gesundheit', 'wert*', 'punkt*', 'band'];
const downWords = ['drop*', 'fall*', 'fell', 'declin*', 'wors*', 'lower*', 'down', 'sank', 'gesunken', 'gefallen', 'verschlechter*', 'schlechter', 'abgestuerzt', 'abgesturzt', 'runter', 'unten', 'eingebrochen', 'sinkt', 'fallt'];
const upWords = ['rise*', 'rising', 'risen', 'rose', 'improv*', 'better', 'up', 'gain*', 'gestiegen', 'steigt', 'verbesser*', 'besser', 'mover*', 'bewegung*'];
const riskWords = ['risk*', 'unhealthy', 'red', 'endanger*', 'gefahrdet*', 'gefahr', 'risiko*', 'risiken', 'kritisch*', 'critical', 'sorge*', 'worr*', 'trouble*', 'wackel*', 'churn', 'abwander*', 'leave', 'leaving'];
const mailWords = ['mail*', 'email*', 'message*', 'letter', 'nachricht*', 'brief', 'text', 'e'];
const happened = ['happen*', 'passier*', 'geschehen', 'los', 'change*', 'geandert', 'verandert', 'wrong', 'going', 'on'];

/** In order of preference: the first that a question fits wholly is answered. */
export const intents: readonly Intent[] = [
  { id: 'draft', about: 'account', takes: [], all: [['draft*', 'write', 'compose', 'entwurf', 'entwirf', 'entwerfe', 'schreib*', 'verfass*', 'formulier*']], also: [...mailWords, 'save', 'rescue', 'retention', 'rettung*', 'retten', 'ruckgewinnung*', 'plan', 'renew*', 'verlanger*', 'check', 'in', 'checkin', 'executive', 'detractor', 'payment', 'invoice', 'reminder', 'zahlung*', 'mahnung', 'zahlungserinnerung', 'erinnerung', 'onboarding', 'welcome', 'willkommen*', 'begrussung*', 'adoption', 'tips', 'tipps', 'training', 'schulung*', 'growth', 'expansion', 'seats', 'erweiterung*', 'ausbau', 'review', 'qbr', 'business', 'champion', 'opening', 'offen*', 'churn', 'win', 'back', 'send'] },
  { id: 'why', about: 'account', takes: [], all: [['why', 'warum', 'wieso', 'weshalb', 'explain*', 'erklar*', 'reason*', 'grund', 'grunde', 'cause*', 'ursache*', ...happened, ...downWords]], also: [...healthWords, ...downWords, ...upWords, ...riskWords, ...happened, 'behind', 'hinter'] },
  { id: 'call', about: 'account', takes: [], all: [['prepar*', 'prep', 'brief*', 'vorbereit*', 'bereite', 'know', 'wissen']], also: ['call', 'meeting*', 'conversation', 'before', 'talk*', 'gesprach*', 'termin*', 'anruf*', 'telefonat', 'besprechung', 'vor', 'tomorrow', 'today', 'morgen', 'heute', 'next', 'upcoming', 'nachst*'] },
  { id: 'usage', about: 'account', takes: [], all: [['usage', 'use', 'uses', 'using', 'used', 'adopt*', 'login*', 'active', 'events', 'seat*', 'nutz*', 'nutzung*', 'verwend*', 'aktiv*', 'platz*', 'lizenz*', 'licen*']], also: ['product', 'user*', 'week*', 'often', 'much', 'many', 'trend*', 'develop*', 'produkt*', 'oft', 'viel*', 'woche*', 'entwick*', 'nutzer*', 'people'] },
  { id: 'tickets', about: 'account', takes: [], all: [['ticket*', 'support', 'case*', 'issue*', 'problem*', 'anfrage*', 'beschwerde*', 'complain*']], also: ['open', 'offen*', 'unsolved', 'escalat*', 'eskal*', 'many', 'viele'] },
  { id: 'people', about: 'account', takes: [], all: [['people', 'champion*', 'sponsor*', 'contact*', 'stakeholder*', 'decid*', 'decision', 'buyer', 'ansprechpartner*', 'kontakt*', 'entscheid*', 'owns', 'owner*', 'responsible', 'betreut', 'zustandig*', 'verantwortlich*', 'gehort']], also: ['executive', 'economic', 'maker*', 'know', 'knows', 'kennen', 'talk', 'sprechen'] },
  { id: 'contract', about: 'account', takes: [], all: [['renew*', 'contract*', 'term', 'pay*', 'arr', 'revenue', 'worth', 'invoice*', 'opt', 'notice', 'verlanger*', 'vertrag*', 'zahl*', 'umsatz', 'rechnung*', 'lauft', 'laufzeit', 'kundigung*', 'kundbar', 'bringt', 'overdue', 'uberfallig*']], also: ['date*', 'end*', 'out', 'much', 'datum', 'viel', 'endet', 'ende', 'aus', 'open', 'offen*', 'year*', 'jahr*', 'due'] },
  { id: 'next_account', about: 'account', takes: [], all: [['next', 'do', 'nachst*', 'tun', 'machen', 'recommend*', 'empfiehl*', 'empfehl*', 'suggest*']], also: ['step*', 'action*', 'best', 'schritt*', 'beste*'] },
  { id: 'signals', about: 'account', takes: [], all: [['signal*', 'warning*', 'alert*', 'warnung*', 'hinweis*', 'chance*', 'opportunit*', ...riskWords]], also: ['open', 'offen*', 'live'] },
  { id: 'overview', about: 'account', takes: [], all: [], also: [...healthWords, 'doing', 'status', 'overview', 'uberblick', 'stand', 'steht', 'geht', 'lage', 'situation', 'account', 'kunde*', 'customer', 'summar*', 'look*', 'aus', 'sieht', 'going', 'lauft'] },
  { id: 'metric', about: 'book', takes: ['metric', 'segment', 'owner', 'industry'], all: [['@metric']], also: ['value', 'current*', 'rate', 'quote', 'wert', 'aktuell*', 'hoch', 'high', 'target*', 'ziel*', 'company', 'firma', 'figure*', 'zahl*', 'accounts', 'customers', 'kunden', 'book', 'bestand', 'much', 'viel', 'last', 'year', 'twelve', 'months'] },
  { id: 'references', about: 'book', takes: ['owner', 'segment', 'industry'], all: [['referenc*', 'referenz*', 'advocate*', 'fursprech*', 'case', 'testimonial*', 'speak']], also: ['study', 'studies', 'customer*', 'kunden', 'kunde', 'account*', 'industry', 'branche', 'ask', 'fragen', 'bitten', 'could', 'konnte*', 'konnen', 'good', 'gute*', 'find*', 'segment'] },
  { id: 'renewals', about: 'book', takes: ['owner', 'segment', 'industry', 'period'], all: [['renew*', 'verlanger*', 'expir*', 'ablauf*', 'auslauf*', 'lauft', 'laufen', 'enden', 'end', 'ends']], also: ['up', 'for', 'coming', 'upcoming', 'due', 'an', 'anstehend*', 'stehen', 'steht', 'fallig', 'contract*', 'vertrag*', 'vertrage', 'term*', 'customer*', 'account*', 'kunden', 'kunde', 'aus', 'ab', ...riskWords] },
  { id: 'movers', about: 'book', takes: ['period'], all: [[...downWords, ...upWords]], also: ['most', 'biggest', 'largest', 'account*', 'customer*', 'kunden', 'kunde', 'starksten', 'grosste*', 'got', 'geworden', ...healthWords, 'last', 'recent*', 'zuletzt'] },
  { id: 'silent', about: 'book', takes: ['owner', 'segment', 'industry'], all: [['silent', 'quiet', 'neglected', 'still', 'untouched', 'vernachlassigt*', 'gehort', 'contacted', 'kontaktiert', 'touch*', 'spoken', 'gesprochen']], also: ['gone', 'went', 'haven', 'hasn', 'not', 'nicht', 'lange', 'long', 'nichts', 'kein*', 'account*', 'customer*', 'kunden', 'kunde', 'lang', 'time', 'longest', 'langsten', 'been', 'heard', 'from', 'seit'] },
  { id: 'risk', about: 'book', takes: ['owner', 'segment', 'industry'], all: [riskWords], also: ['account*', 'customer*', 'kunden', 'kunde', 'most', 'revenue', 'arr', 'umsatz', 'money', 'geld', 'much', 'viel*', 'meisten', 'segment', 'industry', 'branche', 'many', 'could', 'konnte*', 'work', 'bearbeiten', 'first', 'zuerst', 'save', 'retten', 'need*', 'attention', 'macht', 'machen', 'mir'] },
  { id: 'next', about: 'book', takes: [], all: [['next', 'first', 'do', 'work', 'priorit*', 'nachst*', 'tun', 'machen', 'zuerst', 'anstehend*', 'today', 'heute', 'todo', 'aufgabe*', 'task*', 'important*', 'wichtig*']], also: ['today', 'heute', 'now', 'jetzt', 'day', 'tag', 'on', 'most', 'start', 'anfangen', 'als', 'focus', 'urgent', 'dringend*', 'steht', 'an', 'list', 'liste', 'need*', 'attention', 'account*', 'kunden', 'begin', 'week', 'woche'] },
  { id: 'book', about: 'book', takes: ['owner', 'segment'], all: [['book', 'portfolio', 'account*', 'customer*', 'kunden', 'bestand', 'everything', 'alles', 'overall', 'insgesamt', 'lage', 'uberblick', 'overview', 'business', 'brief*', 'geschaft', 'kundenbestand', '@segment', '@owner']], also: [...healthWords, 'doing', 'state', 'status', 'stand', 'steht', 'stehen', 'geht', 'today', 'heute', 'daily', 'summar*', 'going', 'look*', 'sieht', 'aus', 'lauft', 'many', 'viele', 's'] },
];

/** Words that carry no meaning of their own in a question, English and German. */
export const plainWords: ReadonlySet<string> = new Set(`
a about all am an and any are as at be been by can could did does for from get give had has have he her his how i if in into is it its just kindly let list like m make may me mine my now of on or our ours out over please s she should show so tell than that the their them there these they this those to us was we were what whats when where which who whom whose will with would you your t hi hello hey dear thanks thank mainstay ok okay want need see right currently
aber alle aller alles am an auf aus bei beim bin bis bitte da dann das dass dein deine dem den denn der des die dies diese diesem diesen dieser dieses doch du ein eine einem einen einer eines er es euer fur gab gibt gib haben habe hat hatte ich ihm ihn ihr ihre im in ist ja kann kannst konnen konnte mal mein meine meinem meinen meiner meines mich mir mit nach noch nun nur ob oder sag sage sagen sie sind so sollte soll sollen sollten uber um und uns unser unsere unserem unseren unserer unter vom von vor war waren was welche welchem welchen welcher welches wem wen wer werden wie wieviel wir wird wo zeig zeige zeigen zu zum zur hallo danke guten tag moin nenne nenn liste gerade derzeit denen deren dessen`.split(/\s+/).filter(Boolean));

const asPattern = (words: readonly string[]) => new RegExp(`\\b(${words.map((word) => word.replace('*', '\\w*')).join('|')})\\b`);

/** A plain question speaks of getting worse, or better. */
export const fell = asPattern(downWords);
export const rose = asPattern(upWords.filter((word) => word !== 'up' && word !== 'mover*' && word !== 'bewegung*'));

/** True when a word fits a pattern. */
export function fits(word: string, pattern: string): boolean {
  return pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}
