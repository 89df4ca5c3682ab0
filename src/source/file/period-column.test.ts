import { describe, expect, it } from 'vitest';
import { periodOfHeader } from './period-column.ts';

describe('a header that names a period', () => {
  it.each([
    ['2024-03', '2024-03-01', null], ['202403', '2024-03-01', null], ['2024_3', null, null], ['logins_2024_03', '2024-03-01', 'logins'], ['Active users 2024-03', '2024-03-01', 'Active users'], ['03/2024', '2024-03-01', null],
    ['Mar 2024', '2024-03-01', null], ['Mär-24', '2024-03-01', null], ['logins Okt 2024', '2024-10-01', 'logins'], ['2024 Dec', '2024-12-01', null], ['month_2024_01', '2024-01-01', null], ['2024-03-04', '2024-03-04', null], ['events 2024-03-04', '2024-03-04', 'events'],
    ['seats', null, null], ['q1', null, null], ['2024', null, null], ['total_2024', null, null], ['2024-13', null, null], ['summary 24', null, null], ['feature_12', null, null],
  ])('%s', (header, startOn, feature) => {
    expect(periodOfHeader(header)).toEqual(startOn === null ? null : { startOn, feature });
  });
});
