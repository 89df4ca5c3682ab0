import { describe, expect, it } from 'vitest';
import { asOfEnd } from '../../lib/period.ts';
import { deliveredMoment } from './read-usage.ts';

const at = (day: string) => ({ day, until: asOfEnd(day) });
const seen = (source: string, grain: 'event' | 'period', ...days: string[]) => ({ source, grain, days });

describe('the moment that usage is read at', () => {
  it.each([
    ['the day itself while files tell of it', [seen('src_crm', 'event', '2026-03-01', '2026-03-02')], '2026-03-02', '2026-03-02'],
    ['the last day of the files after them', [seen('src_crm', 'event', '2026-03-01', '2026-03-02')], '2026-03-06', '2026-03-02'],
    ['the last day of any file', [seen('src_crm', 'event', '2026-03-01'), seen('src_web', 'event', '2026-03-04')], '2026-03-06', '2026-03-04'],
    ['what a past day could know', [seen('src_crm', 'event', '2026-03-01', '2026-03-09')], '2026-03-05', '2026-03-01'],
    ['the day itself where events are sent as they happen: silence is silence', [seen('tracking:key_1', 'event', '2026-03-01')], '2026-03-06', '2026-03-06'],
    ['the day itself where one source is live', [seen('src_crm', 'event', '2026-03-01'), seen('tracking:key_1', 'event', '2026-02-01')], '2026-03-06', '2026-03-06'],
    ['the day itself where totals are delivered, which keep their own time', [seen('src_crm', 'period', '2026-03-01')], '2026-03-06', '2026-03-06'],
    ['the day itself once the source has dried up', [seen('src_crm', 'event', '2026-03-01')], '2026-03-29', '2026-03-29'],
    ['the day itself without usage', [], '2026-03-06', '2026-03-06'],
  ] as const)('%s', (_, rows, day, expected) => {
    expect(deliveredMoment(rows.map((row) => ({ ...row, days: [...row.days] })), at(day))).toEqual(at(expected));
  });
});
