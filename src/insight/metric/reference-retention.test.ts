import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { waterfall } from './movements.ts';
import { grrFigure, logoRetentionFigure, nrrFigure } from './retention-metrics.ts';
import { testBook, testLine } from './test-lines.ts';

const name = 'shared/data/crm-vendor/subscription.csv.gz';
// Beside the checkout; one folder higher when the checkout stands in a folder of worktrees.
const found = ['../../../..', '../../../../..'].map((up) => join(import.meta.dirname, up, name)).find((path) => existsSync(path));

/** Figures of standard tools on the same lines; `mrr` is a month's amount, already net of discount; ends are exclusive. */
describe.skipIf(found === undefined)(`reference retention figures${found ? '' : ' (SKIPPED: ../shared/data is not there)'}`, () => {
  const lines = found === undefined ? [] : gunzipSync(readFileSync(found)).toString('utf8').trim().split('\n').slice(1).map((row) => {
    const [account = '', plan = '', start = '', end = '', mrr = ''] = row.split(',');
    return testLine(account, start, end, Math.round(Number(mrr) * 1200), { product: null, plan });
  });

  it('agree for 2023-06-30 to 2024-06-30', () => {
    const book = testBook(lines);
    const fall = waterfall(book, '2023-06-30', '2024-06-30');
    const percent = (value: number | null) => value !== null && Math.round(value * 10_000) / 100;
    expect([nrrFigure(book, fall), grrFigure(book, fall), logoRetentionFigure(book, fall)].map((figure) => percent(figure.value))).toEqual([85.99, 79.34, 80.16]);
    expect([fall.openingMinor, nrrFigure(book, fall).numerator, nrrFigure(book, fall).n]).toEqual([664_696_800, 571_591_200, 504]);
  });
});
