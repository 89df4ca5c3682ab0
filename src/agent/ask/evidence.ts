import { daysOf, numbersOf, type Measure } from './read-numbers.ts';

/** A number that a tool answered: its size without a sign, and what it measures. */
export interface KnownNumber { size: number; measure: Measure }

/** What tools answered about one record; `account` is whose it is, null for what is of no one account. */
export interface EvidenceItem {
  record: { kind: string; id: string } | null;
  account: string | null;
  /** Ratios count as per cent too, minor units as whole ones. */
  numbers: KnownNumber[];
  days: string[];
  /** Texts in lower case. */
  texts: string[];
}

/** All that tools answered in one conversation. */
export interface Evidence {
  items: EvidenceItem[];
  /** Names of accounts that tools answered, by id. */
  accounts: Map<string, string>;
}

const kinds: { readonly [prefix: string]: string } = { acc: 'account', sig: 'signal', tic: 'ticket', per: 'person', inv: 'invoice', lin: 'agreement_line', line: 'agreement_line', ans: 'survey_answer', chg: 'business_change', tsk: 'task', mem: 'account' };
const mostDepth = 12;

/** No evidence yet. */
export function noEvidence(): Evidence {
  return { items: [], accounts: new Map() };
}

type Plain = Record<string, unknown>;
const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

function recordOf(value: Plain): EvidenceItem['record'] {
  const { id, accountId } = value;
  if (typeof id === 'string') {
    if ('definition' in value && 'numerator' in value) return { kind: 'metric', id };
    const kind = kinds[id.split('_')[0] ?? ''];
    if (kind !== undefined && id.includes('_') && !id.startsWith('mem_')) return { kind, id };
  }
  return typeof accountId === 'string' ? { kind: 'account', id: accountId } : null;
}

function sizesOf(value: number, key: string, unit: unknown): KnownNumber[] {
  const size = Math.abs(value);
  const as = (measure: Measure, ...sizes: number[]) => sizes.map((one) => ({ size: one, measure }));
  if (/minor$/i.test(key) || ((key === 'value' || key === 'numerator' || key === 'denominator') && typeof unit === 'string' && /^[A-Z]{3}$/.test(unit))) return as('money', size / 100);
  if ((unit === 'fraction' && key === 'value') || (size <= 1 && !Number.isInteger(value))) return [...as('plain', size), ...as('share', size * 100)];
  return as(/score$/i.test(key) ? 'score' : 'plain', size);
}

/** Adds what a tool answered. `about` is the account that was asked for, `page` where the whole of it is shown. Pure but for `evidence`. */
export function addEvidence(evidence: Evidence, output: unknown, about: { account: string | null; page: string | null }): void {
  const base: EvidenceItem = { record: about.page ? { kind: 'view', id: about.page } : about.account ? { kind: 'account', id: about.account } : null, account: about.account, numbers: [], days: [], texts: [] };
  evidence.items.push(base);
  walk(output, '', base, undefined, 0);

  function walk(value: unknown, key: string, item: EvidenceItem, unit: unknown, depth: number): void {
    if (depth > mostDepth || value === null || value === undefined) return;
    if (typeof value === 'number') item.numbers.push(...sizesOf(value, key, unit));
    else if (typeof value === 'string') readText(value, item);
    else if (Array.isArray(value)) {
      item.numbers.push({ size: value.length, measure: 'plain' });
      for (const one of value) walk(one, key, item, unit, depth + 1);
    } else if (isObject(value)) walkObject(value, item, unit, depth);
  }

  function walkObject(value: Plain, outer: EvidenceItem, outerUnit: unknown, depth: number): void {
    const record = recordOf(value);
    const account = typeof value.accountId === 'string' ? value.accountId : typeof value.id === 'string' && value.id.startsWith('acc_') ? value.id : outer.account;
    const name = value.accountName ?? (account === value.id ? value.name : undefined);
    if (account !== null && typeof name === 'string' && name !== '') evidence.accounts.set(account, name);
    const item = record === null && account === outer.account ? outer : { record: record ?? outer.record, account, numbers: [], days: [], texts: [] };
    if (item !== outer) evidence.items.push(item);
    // Its own unit reaches its own fields; a target's value has the unit of its figure.
    for (const [key, inner] of Object.entries(value)) walk(inner, key, item, value.unit ?? outerUnit, depth + 1);
  }
}

function readText(text: string, item: EvidenceItem): void {
  const { days, rest } = daysOf(text);
  item.days.push(...days);
  item.texts.push(text.toLowerCase());
  // Ids hold digits that are no numbers.
  for (const { may, measure } of numbersOf(rest.replace(/\b[a-z]{2,5}_[0-9a-z]+\b/gi, ' '))) item.numbers.push(...may.map(({ value }) => ({ size: Math.abs(value), measure })));
}
