import { counted, notesOf, ratioFigure, ratioVariant, sumOf, type Figure, type Part, type Variant } from './figure.ts';

/** One confirmed answer. `person` is whoever answered, as far as it is known; times in epoch milliseconds. */
export interface Answer {
  accountId: string;
  person: string;
  survey: string;
  score: number;
  scaleMax: number;
  atMs: number;
}

/** A half-open span of instants in epoch milliseconds. */
export interface Instants {
  fromMs: number;
  toMs: number;
}

const fewAnswers = 10;

function within(answers: readonly Answer[], { fromMs, toMs }: Instants): Answer[] {
  return answers.filter((answer) => answer.atMs >= fromMs && answer.atMs < toMs);
}

/** Each person's last answer in an account. */
export function lastPerPerson(answers: readonly Answer[]): Answer[] {
  const last = new Map<string, Answer>();
  for (const answer of answers) {
    const key = JSON.stringify([answer.accountId, answer.person]);
    const before = last.get(key);
    if (!before || answer.atMs >= before.atMs) last.set(key, answer);
  }
  return [...last.values()];
}

function partsBy(answers: readonly Answer[], numerator: (answer: Answer) => number): Part[] {
  return [...Map.groupBy(answers, (answer) => answer.accountId)].map(([accountId, own]) => ({ accountId, numerator: sumOf(own, numerator), denominator: own.length, note: null }));
}

function npsPoint(answer: Answer): number {
  return answer.score >= 9 ? 1 : answer.score <= 6 ? -1 : 0;
}

/** 95 % interval of a ratio of sums, clustered by account; null below two accounts. */
export function clusteredInterval(parts: readonly Part[]): { low: number; high: number } | null {
  const n = sumOf(parts, (part) => part.denominator);
  if (parts.length < 2 || n === 0) return null;
  const mean = sumOf(parts, (part) => part.numerator) / n;
  const squares = sumOf(parts, (part) => (part.numerator - mean * part.denominator) ** 2);
  const half = 1.96 * Math.sqrt((parts.length / (parts.length - 1)) * squares) / n;
  return { low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
}

/** Net promoter score in points, over each person's last confirmed answer on the 0-10 scale. `arrMinorOf` weighs one variant. */
export function npsFigure(all: readonly Answer[], window: Instants, arrMinorOf: ReadonlyMap<string, number>): Figure {
  const asked = within(all, window).filter((answer) => answer.survey === 'nps');
  const answers = lastPerPerson(asked.filter((answer) => answer.scaleMax === 10));
  const parts = partsBy(answers, npsPoint);
  const interval = clusteredInterval(parts);
  const weighted = (weight: (part: Part) => number) => {
    const total = sumOf(parts, weight);
    return total > 0 ? (100 * sumOf(parts, (part) => (weight(part) * part.numerator) / part.denominator)) / total : null;
  };
  const arr = (part: Part) => Math.max(0, arrMinorOf.get(part.accountId) ?? 0);
  const variants: Variant[] = [
    { id: 'accountWeighted', label: 'Each account counts once', value: weighted(() => 1), n: parts.length },
    { id: 'arrWeighted', label: 'Weighted by ARR', value: weighted(arr), n: parts.filter((part) => arr(part) > 0).length },
    { id: 'intervalLow', label: '95 % interval, low (clustered by account)', value: interval && 100 * interval.low, n: parts.length },
    { id: 'intervalHigh', label: '95 % interval, high (clustered by account)', value: interval && 100 * interval.high, n: parts.length },
  ];
  const otherScale = asked.filter((answer) => answer.scaleMax !== 10).length;
  return ratioFigure(parts, {
    scale: 100, variants, emptyReason: 'No confirmed NPS answer in this window.',
    notes: notesOf(
      answers.length > 0 && answers.length < fewAnswers && `Only ${counted(answers.length, 'answer')}: read with care.`,
      otherScale > 0 && `${counted(otherScale, 'answer')} on another scale than 0-10 left out.`,
      answers.length > 0 && 'Response rate unknown: invitations are not recorded.',
    ),
  });
}

/** The lowest satisfied score of a scale: the top two of scales of 4 to 10, the best of shorter ones, 80 % of percentages. */
export function satisfiedFrom(scaleMax: number): number {
  if (scaleMax <= 3) return scaleMax;
  return scaleMax <= 10 ? scaleMax - 1 : scaleMax * 0.8;
}

function satisfied(answer: Answer): number {
  return answer.score >= satisfiedFrom(answer.scaleMax) ? 1 : 0;
}

/** Satisfied over all answers. Ticket and relationship surveys are apart: the headline is the ticket survey where one is delivered. */
export function csatFigure(all: readonly Answer[], window: Instants): Figure {
  const answers = within(all, window);
  const ticket = answers.filter((answer) => answer.survey === 'ticket');
  const relationship = lastPerPerson(answers.filter((answer) => answer.survey === 'csat'));
  const headline = ticket.length > 0 ? ticket : relationship;
  const variant = (id: string, label: string, own: readonly Answer[]) => ratioVariant(id, label, sumOf(own, satisfied), own.length, own.length);
  const scales = [...new Set(headline.map((answer) => answer.scaleMax))].sort((a, b) => a - b);
  return ratioFigure(partsBy(headline, satisfied), {
    emptyReason: 'No satisfaction answer in this window.',
    variants: [variant('ticket', 'After a ticket', ticket), variant('relationship', 'Relationship survey, last answer per person', relationship)],
    notes: notesOf(
      headline.length > 0 && `${ticket.length > 0 ? 'Ticket surveys' : 'Relationship surveys'}; satisfied from ${scales.map((max) => `${satisfiedFrom(max)} of ${max}`).join(', ')}.`,
      headline.length > 0 && headline.length < fewAnswers && `Only ${counted(headline.length, 'answer')}: read with care.`,
    ),
  });
}

/** Customer effort: mean of the 1-7 scale, and the share of 5 to 7. */
export function cesFigure(all: readonly Answer[], window: Instants): Figure {
  const asked = within(all, window).filter((answer) => answer.survey === 'ces');
  const answers = lastPerPerson(asked.filter((answer) => answer.scaleMax === 7));
  return ratioFigure(partsBy(answers, (answer) => answer.score), {
    emptyReason: 'No effort answer on the 1-7 scale in this window.',
    variants: [ratioVariant('easy', 'Share of 5 to 7', answers.filter((answer) => answer.score >= 5).length, answers.length, answers.length)],
    notes: notesOf(asked.length > 0 && asked.some((answer) => answer.scaleMax !== 7) && 'Answers on another scale than 1-7 left out.'),
  });
}
