import type { AreaCoverage } from '../../customer/account/read-profiles.ts';
import type { WordsRow } from '../../customer/conversation/read-words.ts';
import type { AnswerRow } from '../../customer/survey/read-answers.ts';
import { setFact, unknownFacts, type FactDefinition, type FactVector } from './fact.ts';
import { counted, decimal, percent } from './fact-words.ts';

const noAnswer = 'Nobody of this account answered in 365 days.';
const survey = { area: 'survey', evidence: 'survey_answer', unknown: noAnswer } as const;
const noText = 'No text of this account in 90 days.';
const text = { area: 'text', evidence: 'ticket', windowDays: 90, direction: 'lower', unit: 'count', unknown: noText } as const;

/** What customers say: survey answers and words in their texts. */
export const sentimentFacts: readonly FactDefinition[] = [
  { ...survey, id: 'survey.nps_latest', label: 'Likelihood to recommend', unit: 'points', windowDays: 365, source: 'Mean of the last confirmed NPS answer of each person in 365 days, 0..10.', direction: 'higher', text: decimal('recommends at', 'of 10') },
  { ...survey, id: 'survey.nps_n', label: 'NPS respondents', unit: 'count', windowDays: 365, source: 'People with a confirmed NPS answer in 365 days.', direction: 'neutral', unknown: 'No survey has been loaded.', text: counted('person answered', 'people answered') },
  { ...survey, id: 'survey.detractors_90d', label: 'Detractors', unit: 'count', windowDays: 90, source: 'People whose last NPS answer is 0-6 and lies in 90 days.', direction: 'lower', text: counted('detractor') },
  { ...survey, id: 'survey.promoters_180d', label: 'Promoters', unit: 'count', windowDays: 180, source: 'People whose last NPS answer is 9-10 and lies in 180 days.', direction: 'higher', text: counted('promoter') },
  { ...survey, id: 'survey.csat_latest', label: 'Satisfaction', unit: 'fraction', windowDays: 365, source: 'Mean of the last satisfaction answer of each person in 365 days, as a fraction of its scale.', direction: 'higher', text: percent('satisfaction') },
  { ...text, id: 'text.competitor_90d', label: 'Texts about rivals', source: 'Tickets, incoming messages, notes and survey comments of 90 days with words about rivals or a search for one.', text: counted('text about a rival', 'texts about a rival') },
  { ...text, id: 'text.cancel_90d', label: 'Texts about ending', source: 'Tickets, incoming messages, notes and survey comments of 90 days with words about ending the contract.', text: counted('text about ending', 'texts about ending') },
];

/** Puts the survey facts of one account into its vector. */
export function deriveSurvey(vector: FactVector, row: AnswerRow | undefined, coverage: AreaCoverage | undefined): void {
  vector.freshness.survey = row?.lastAt.toISOString() ?? null;
  const answered = (row?.npsPeople ?? 0) > 0;
  setFact(vector, 'survey.nps_n', coverage?.lastAnswerAt ? (row?.npsPeople ?? 0) : null, 'No survey answers have been loaded.');
  setFact(vector, 'survey.nps_latest', row?.nps, noAnswer);
  setFact(vector, 'survey.detractors_90d', answered ? row?.detractors90 : null, noAnswer);
  setFact(vector, 'survey.promoters_180d', answered ? row?.promoters180 : null, noAnswer);
  setFact(vector, 'survey.csat_latest', row?.csat, noAnswer);
}

/** Puts the word facts of one account into its vector. */
export function deriveWords(vector: FactVector, row: WordsRow | undefined): void {
  vector.freshness.text = row?.lastAt.toISOString() ?? null;
  if (!row) return unknownFacts(vector, ['text.competitor_90d', 'text.cancel_90d'], noText);
  setFact(vector, 'text.competitor_90d', row.competitor, '');
  setFact(vector, 'text.cancel_90d', row.cancel, '');
}
