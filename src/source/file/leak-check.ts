import { columnOf, type Doubt, type FilePlan, type SampledFile } from './file-plan.ts';
import { isBlank, readBoolean, readNumber } from './read-value.ts';

const leastRows = 40;
const leakAuc = 0.97;

/** Columns of a file with a churn flag that nearly decide it: such a column was probably written after the customer left. */
export function leakColumns(file: SampledFile, plan: FilePlan): Doubt[] {
  const flag = columnOf(plan, 'churn', 'flag');
  if (!flag || file.rows.length < leastRows) return [];
  const flagIndex = file.columns.indexOf(flag);
  const labels = file.rows.map((row) => readBoolean(row[flagIndex] ?? '') === true);
  const positives = labels.filter(Boolean).length;
  if (positives < 5 || positives > labels.length - 5) return [];
  const doubts: Doubt[] = [];
  file.columns.forEach((column, index) => {
    const found = file.profiles[index]!;
    if (index === flagIndex || found.distinct < 2) return;
    const cells = file.rows.map((row) => row[index] ?? '');
    const isNumber = found.numberShare > 0.95;
    if (!isNumber && found.distinct > file.rows.length / 4 && found.filled > file.rows.length * 0.9) return;
    const auc = areaUnderCurve(isNumber ? cells.map((cell) => (isBlank(cell) ? null : readNumber(cell, found.decimal))) : categoryRates(cells, labels), labels);
    const blank = areaUnderCurve(cells.map((cell) => (isBlank(cell) ? 0 : 1)), labels);
    const worst = Math.max(auc, 1 - auc, blank, 1 - blank);
    if (worst >= leakAuc) doubts.push({ code: 'leak_column', field: column, count: found.filled, example: { auc: Math.round(worst * 1000) / 1000 }, message: `${column} nearly decides ${flag}: it was probably written because the customer left.`, remedy: 'Leave it out of scorecards and models.', choice: null });
  });
  return doubts;
}

/** Each category's rate of leaving without the row itself, so that rare categories do not look decisive. */
function categoryRates(cells: readonly string[], labels: readonly boolean[]): number[] {
  const base = labels.filter(Boolean).length / labels.length;
  const counts = new Map<string, { n: number; left: number }>();
  cells.forEach((cell, i) => {
    const count = counts.get(cell) ?? { n: 0, left: 0 };
    count.n++;
    if (labels[i]) count.left++;
    counts.set(cell, count);
  });
  return cells.map((cell, i) => {
    const { n, left } = counts.get(cell)!;
    return (left - (labels[i] ? 1 : 0) + base) / n;
  });
}

/** The chance that a row that left has a higher value than one that stayed (ties half); nulls are left out. .5 without both classes. */
export function areaUnderCurve(values: readonly (number | null)[], labels: readonly boolean[]): number {
  const known = values.map((value, i) => ({ value, label: labels[i]! })).filter((item): item is { value: number; label: boolean } => item.value !== null);
  known.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < known.length; ) {
    let j = i;
    while (j < known.length && known[j]!.value === known[i]!.value) j++;
    const rank = (i + j + 1) / 2;
    for (let k = i; k < j; k++) if (known[k]!.label) (rankSum += rank), positives++;
    i = j;
  }
  const negatives = known.length - positives;
  return positives === 0 || negatives === 0 ? 0.5 : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
