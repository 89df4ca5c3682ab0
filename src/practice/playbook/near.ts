/** How many letters one must change, add or drop. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** "Did you mean ...? " when one of the names is near; else nothing. */
export function near(word: string, names: readonly string[]): string {
  const best = names.map((name) => ({ name, away: distance(word, name) })).toSorted((x, y) => x.away - y.away)[0];
  return best && best.away <= Math.max(2, Math.floor(word.length / 4)) ? `Did you mean "${best.name}"? ` : '';
}
