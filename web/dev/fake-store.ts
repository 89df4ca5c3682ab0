import type { z } from 'zod';
import type { importDoubt, importFileDetail, ImportReport, quarantinedRow } from '../../src/contract/import.ts';
import type { BoardItem, MetricPart, MovementBridge } from '../../src/contract/metric.ts';
import type { KeyItem, SourceItem } from '../../src/contract/source.ts';
import type { BookRow } from '../../src/contract/account.ts';
import { addDays } from '../../src/lib/period.ts';
import { createRng } from '../../src/lib/rng.ts';
import { today, walk } from './fake-rows.ts';

const at = `${today}T04:10:00Z`;

export function fakeBoard(): BoardItem[] {
  const rng = createRng(3);
  const make = (id: string, label: string, unit: string, value: number | null, target: BoardItem['target'], definition: string, more: Partial<BoardItem> = {}): BoardItem => ({
    id, label, value, unit, numerator: value === null ? null : unit === 'fraction' ? Math.round(value * 300) : value, denominator: value === null ? null : unit === 'fraction' ? 300 : 1, window: { from: '2025-11-23', to: today }, n: value === null ? 0 : 300, nOf: 'account', few: (more.n ?? 300) < 10, sideUnit: 'count', definitionVersion: 2, definition, target, unavailable: value === null ? 'No survey answers are loaded.' : null, variants: [], notes: [],
    trend: value === null ? [] : walk(rng, 60, 12, 2).map((v, i) => ({ day: addDays(today, (i - 11) * 30), value: (v / 60) * value, n: 300 })), ...more,
  });
  return [
    make('arr', 'ARR', 'USD', 61_280_000_00, null, 'Sum of annual amounts of the lines in force.'),
    make('nrr', 'Net revenue retention', 'fraction', 1.084, { op: '>', value: 1.05, met: true, variant: null }, 'Revenue at the end of those in force at the start, over their revenue at the start.', { variants: [{ id: 'renewal', label: 'Renewal basis', value: 1.061, n: 122, unit: 'fraction' }] }),
    make('grr', 'Gross revenue retention', 'fraction', 0.913, { op: '>', value: 0.92, met: false, variant: null }, 'The smaller of start and end revenue, over start revenue.', { variants: [{ id: 'renewal', label: 'Renewal basis', value: 0.902, n: 122, unit: 'fraction' }] }),
    make('churnRate', 'Churn rate', 'fraction', 0.041, { op: '<', value: 0.05, met: true, variant: null }, 'Churned entities over entity-months at risk, annualised.', { variants: [{ id: 'opening', label: 'Opening cohort', value: 0.047, n: 290, unit: 'fraction' }, { id: 'revenue', label: 'By revenue', value: 0.032, n: 290, unit: 'fraction' }] }),
    make('renewalRate', 'Renewal rate', 'fraction', 0.951, { op: '>', value: 0.95, met: true, variant: null }, 'Renewed amount over target amount of the due cohort.', { notes: ['3 renewals are overdue and count as not renewed until closed.'] }),
    make('adoption', 'Adoption', 'fraction', 0.74, { op: '>', value: 0.8, met: false, variant: null }, 'Accounts that meet their segment criteria over accounts past onboarding.'),
    make('nps', 'NPS', 'points', null, { op: '>', value: 50, met: null, variant: null }, 'Per cent 9 to 10 minus per cent 0 to 6 of the last confirmed answers.'),
    make('csat', 'CSAT', 'fraction', 0.91, { op: '>', value: 0.9, met: true, variant: null }, 'Satisfied answers over answers.', { n: 8, notes: ['n is below 10.'] }),
    make('firstResponse', 'First response within 2 h', 'fraction', 0.66, { op: '>', value: 0.9, met: false, variant: null }, 'Tickets with a public human reply within 2 business hours.', { variants: [{ id: 'median', label: 'Median, hours', value: 1.6, n: 900, unit: 'hours' }] }),
    make('healthScore', 'Average health', 'count', 71, null, 'Mean score over accounts above the coverage floor.'),
    make('healthCoverage', 'Health coverage', 'fraction', 0.96, null, 'Accounts above the coverage floor over accounts in scope.'),
  ];
}

export function fakeParts(id: string, accounts: BookRow[]): { items: MetricPart[]; total: number } {
  const items = accounts.slice(0, 60).map((account, i) => ({ accountId: account.id, accountName: account.name, numerator: id === 'arr' ? (account.arrMinor ?? 0) : i % 4 ? 1 : 0, denominator: 1, note: i % 9 === 0 ? 'recovered' : null }));
  return { items, total: items.length };
}

export function fakeBridge(accounts: BookRow[]): MovementBridge {
  const steps: MovementBridge['steps'] = [{ id: 'new', label: 'New', minor: 4_200_000_00, n: 31 }, { id: 'reactivation', label: 'Reactivation', minor: 300_000_00, n: 2 }, { id: 'expansion', label: 'Expansion', minor: 5_900_000_00, n: 88 }, { id: 'contraction', label: 'Contraction', minor: -1_700_000_00, n: 22 }, { id: 'churn', label: 'Churn', minor: -2_420_000_00, n: 14 }, { id: 'fx', label: 'Currency', minor: 0, n: 0 }];
  return {
    window: { from: '2025-11-23', to: today }, currency: 'USD', openingMinor: 55_000_000_00, closingMinor: 61_280_000_00, steps, monthly: [], notValued: [], notes: ['2 lines in a currency without a rate are left out.'],
    bridge: [{ id: 'expansion', endPointsMinor: 5_900_000_00, monthlyMinor: 6_200_000_00, differenceMinor: -300_000_00 }, { id: 'contraction', endPointsMinor: -1_700_000_00, monthlyMinor: -2_000_000_00, differenceMinor: 300_000_00 }],
    accounts: accounts.slice(0, 40).map((account, i) => ({ accountId: account.id, accountName: account.name, kind: ['expansion', 'new', 'contraction', 'unchanged'][i % 4] as string, openingMinor: 9_000_000, transferMinor: 0, changeMinor: (i % 4 === 2 ? -1 : 1) * (i + 1) * 90_000, fxMinor: 0, closingMinor: 9_000_000 + (i % 4 === 2 ? -1 : 1) * (i + 1) * 90_000, note: i === 5 ? 'recovered' : null })),
  };
}

export const fakeSources = (): SourceItem[] => [
  { id: 'src_crm', name: 'CRM export', kind: 'file', state: 'idle', records: 5321, lastReceivedAt: at, lastHappenedAt: `${addDays(today, -1)}T00:00:00Z`, unresolved: 0, note: null },
  { id: 'src_track', name: 'Product events', kind: 'tracking', state: 'live', records: 1_204_331, lastReceivedAt: `${today}T04:29:00Z`, lastHappenedAt: `${today}T04:29:00Z`, unresolved: 214, note: null },
  { id: 'src_desk', name: 'Support desk', kind: 'file', state: 'failed', records: 812, lastReceivedAt: `${addDays(today, -9)}T04:29:00Z`, lastHappenedAt: `${addDays(today, -10)}T00:00:00Z`, unresolved: 0, note: 'The last file had no readable header.' },
];

type Detail = z.infer<typeof importFileDetail>;

export const fakeDoubt = (id: string): z.infer<typeof importDoubt> => ({ id, code: 'end_inclusive', file: 'contracts.csv', field: 'end_date', count: 212, example: { start: '2025-01-01', end: '2025-12-31' }, message: 'The end date may be the last day in force, or the first day after.', remedy: 'Say which; 212 of 214 renewals begin the day after.', choice: 'inclusive', state: 'open' });

export function fakeFile(i: number, name: string): Detail {
  const people = /contact|people/.test(name);
  const names = people ? ['ref', 'account', 'email', 'firstName', 'lastName', 'role'] : ['ref', 'account', 'plan', 'mrr', 'startOn', 'termEnd', 'currency'];
  return {
    id: `fil_${i}`, path: name, bytes: 20_480, kind: people ? 'person' : 'line', also: [], state: 'staged', error: null, columns: people ? ['id', 'company', 'email', 'first', 'last', 'notes'] : ['id', 'account_id', 'plan', 'mrr', 'start_date', 'end_date'],
    fields: names.map((field) => ({ name: field, type: 'text', required: field === 'account' })), mapping: people ? { ref: 'id', account: 'company', email: 'email', firstName: 'first', lastName: 'last' } : { ref: 'id', account: 'account_id', plan: 'plan', mrr: 'mrr', startOn: 'start_date', termEnd: 'end_date' },
    confidence: { ref: 0.95, account: 0.9, mrr: 0.62 }, dialect: { format: 'csv', encoding: 'utf-8', delimiter: ';', quote: '"', header: true }, answers: {} as Detail['answers'], preview: people ? [['1', 'A-1000', 'priya@redwood.example', 'Priya', 'Nair', '']] : [['77', 'A-1000', 'Enterprise', '65,000.00', '2025-01-14', '2027-01-14'], ['78', 'A-1001', 'Team', '1,200.00', '2025-03-01', '2026-03-01']],
    rows: 0, inserted: 0, updated: 0, unchanged: 0, duplicate: 0, quarantined: 0,
  };
}

const counts = { rows: 1200, inserted: 1100, updated: 60, unchanged: 20, duplicate: 8, quarantined: 12 };

/** The report of an import; a done one has its rows counted. */
export function fakeReport(id: string, state: string, files: Detail[], doubts: ImportReport['doubts']): ImportReport {
  const counted = files.map((file) => ({ ...file, state, ...(state === 'done' ? counts : {}) }));
  const totals = { files: files.length, rows: 0, inserted: 0, updated: 0, unchanged: 0, duplicate: 0, quarantined: 0 };
  for (const file of counted) for (const name of Object.keys(counts) as (keyof typeof counts)[]) totals[name] += file[name];
  return { id, state, source: 'files', error: null, files: counted, doubts, totals };
}

export const fakeQuarantine = (): z.infer<typeof quarantinedRow>[] => Array.from({ length: 12 }, (_, i) => ({ id: `qua_${i}`, importId: 'imp_0', file: 'contracts.csv', row: 17 + i * 31, kind: 'line', field: i % 2 ? 'startOn' : 'mrr', value: i % 2 ? '31.02.2025' : '1.2oo,00', code: i % 2 ? 'not_a_day' : 'not_a_number', reason: i % 2 ? 'There is no 31 February.' : 'The amount holds letters.', remedy: 'Write the right value and replay the row.', raw: { id: `L${i}`, account_id: 'A-1000', mrr: i % 2 ? '1200' : '1.2oo,00', start_date: i % 2 ? '31.02.2025' : '2025-02-01' }, state: 'open' }));

export const fakeKeys = (): KeyItem[] => [{ id: 'key_0', name: 'Web app', kind: 'write_public', scopes: ['track'], origins: ['https://app.example.com'], prefix: 'mspk_9f2', createdAt: at, lastUsedAt: at, revokedAt: null }, { id: 'key_1', name: 'Warehouse', kind: 'api', scopes: ['read'], origins: [], prefix: 'msak_77a', createdAt: at, lastUsedAt: null, revokedAt: null }];
