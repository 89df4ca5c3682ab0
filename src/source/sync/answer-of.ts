import { fault } from '../../lib/fault.ts';
import { isDay } from '../../lib/period.ts';
import type { Answers } from '../file/file-plan.ts';

type Reader = (choice: string, field: string | null) => Partial<Answers> | undefined;

function oneOf<T extends string>(choices: readonly T[], make: (choice: T, field: string | null) => Partial<Answers>): Reader {
  return (choice, field) => (choices.includes(choice as T) ? make(choice as T, field) : undefined);
}

const readers: Record<string, Reader> = {
  ambiguous_date_order: oneOf(['dmy', 'mdy'], (order, field) => ({ dateOrder: { [field ?? '']: order } })),
  mixed_date_order: oneOf(['dmy', 'mdy'], (order, field) => ({ dateOrder: { [field ?? '']: order } })),
  unknown_currency: (choice) => (/^[A-Za-z]{3}$/.test(choice) ? { currency: choice.toUpperCase() } : undefined),
  amount_period: oneOf(['month', 'quarter', 'year', 'bill', 'term'], (amountPeriod) => ({ amountPeriod })),
  price_net_or_gross: oneOf(['net', 'gross'], (choice) => ({ discountTaken: choice === 'net' })),
  amount_in_minor_units: oneOf(['minor', 'major'], (choice) => ({ minorUnits: choice === 'minor' })),
  end_inclusive: oneOf(['inclusive', 'exclusive'], (choice) => ({ endInclusive: choice === 'inclusive' })),
  end_meaning: oneOf(['term', 'cancelled'], (endMeaning) => ({ endMeaning })),
  snapshot_date: (choice) => (isDay(choice) ? { snapshotOn: choice } : undefined),
  line_snapshot: oneOf(['0', '1'], (choice) => ({ snapshotMonths: Number(choice) })),
};

/** What an answer to a doubt changes about how a file is read; nothing for doubts that are only to be known. Throws `invalid` for a choice the doubt does not offer. */
export function answerOf(code: string, field: string | null, choice: string): Partial<Answers> | undefined {
  const reader = readers[code];
  if (!reader) return undefined;
  const answers = reader(choice, field);
  if (!answers) throw fault('invalid', 'choice', `"${choice}" does not answer this doubt.`, { remedy: 'See its remedy for the choices.' });
  return answers;
}
