import type { Measure } from '../../contract/measure.ts';
import type { Estimate } from './estimate-outcome.ts';

const measured: Readonly<Record<Measure, string>> = {
  retained: 'share of accounts with a paid line at the end, among those that had one at the start',
  returned: 'share of accounts with a paid line at the end, among those that had none at the start',
  health: 'points of health score gained; who has left ends at 0',
  revenue: 'change of annual revenue relative to the start, between -100 % and +100 %',
};
const compared: Readonly<Record<Estimate['method'], string>> = {
  randomised: 'Accounts drawn for treatment against accounts held out by lot, under one share, counted by the lot whatever became of their runs (intention to treat).',
  observational: 'Not by lot: each treated account against at most three that never entered and were most alike in score, its trend and revenue, over the same weeks. What made one enter and the other not may explain the difference.',
  none: 'Nobody has entered yet.',
};

/** How an effect was computed, in words for readers of the command line and of the API. */
export function howComputed(measure: Measure, method: Estimate['method']): string {
  return `Measured: ${measured[measure]}, from the Monday of the week of first entry to 13 weeks later. ${compared[method]} 95 % interval; families of accounts count together.`;
}
