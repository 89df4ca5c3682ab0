/** A place in the drawing, in pixels; the middle of the upper edge for steps, a point on the way for ways. */
export interface Spot { x: number; y: number }

/** A line between two steps. */
export interface Line { from: string; to: string }

/** Where everything stands. `bends` are the points a line passes between its ends, by its position in the list. */
export interface Drawing { spots: ReadonlyMap<string, Spot>; bends: readonly (readonly Spot[])[] }

const stepColumnPx = 250;
const bendColumnPx = 60;
/** From one row to the next. */
export const rowPx = 150;


// Lines that lead back up are left out of the ranks, so that loops do not hold the order up.
function forwardLines(ids: readonly string[], lines: readonly Line[]): Line[] {
  const out = new Map<string, Line[]>(ids.map((id) => [id, []]));
  for (const line of lines) out.get(line.from)?.push(line);
  const state = new Map<string, 'open' | 'done'>();
  const kept: Line[] = [];
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const line of out.get(id) ?? []) {
      if (state.get(line.to) === 'open') continue;
      kept.push(line);
      if (!state.has(line.to)) visit(line.to);
    }
    state.set(id, 'done');
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return kept;
}

function ranksOf(ids: readonly string[], lines: readonly Line[]): Map<string, number> {
  const rank = new Map(ids.map((id) => [id, 0]));
  for (let round = 0, moved = true; moved && round <= ids.length; round += 1) {
    moved = false;
    for (const { from, to } of lines) {
      const least = (rank.get(from) ?? 0) + 1;
      if ((rank.get(to) ?? 0) < least) { rank.set(to, least); moved = true; }
    }
  }
  return rank;
}

/** Arranges steps in rows from top to bottom by the longest way to each, neighbours near each other, long lines through gaps of their own. Pure. */
export function drawLayered(ids: readonly string[], given: readonly Line[]): Drawing {
  const known = new Set(ids);
  const lines = given.filter(({ from, to }) => known.has(from) && known.has(to));
  const forward = new Set(forwardLines(ids, lines));
  const rank = ranksOf(ids, [...forward]);
  const rows: string[][] = [];
  const put = (row: number, key: string) => { (rows[row] ??= []).push(key); };
  for (const id of ids) put(rank.get(id) ?? 0, id);
  const chains = given.map((line, at): string[] => {
    const [top, bottom] = [rank.get(line.from) ?? 0, rank.get(line.to) ?? 0];
    return forward.has(line) && bottom - top > 1 ? Array.from({ length: bottom - top - 1 }, (_, step) => `${at} ${top + step + 1}`) : [];
  });
  const parents = new Map<string, string[]>();
  given.forEach((line, at) => {
    const chain = [line.from, ...(chains[at] ?? []), line.to];
    chains[at]?.forEach((key) => put(Number(key.split(' ')[1]), key));
    if (forward.has(line)) chain.slice(1).forEach((key, index) => parents.set(key, [...(parents.get(key) ?? []), chain[index] ?? '']));
  });
  const x = placed(rows, parents, known);
  const spot = (key: string, row: number): Spot => ({ x: x.get(key) ?? 0, y: row * rowPx });
  return { spots: new Map(ids.map((id) => [id, spot(id, rank.get(id) ?? 0)])), bends: chains.map((chain) => chain.map((key) => spot(key, Number(key.split(' ')[1])))) };
}

// Row by row: everything as near to the middle of what leads to it as its neighbours allow.
function placed(rows: readonly string[][], parents: ReadonlyMap<string, readonly string[]>, steps: ReadonlySet<string>): Map<string, number> {
  const x = new Map<string, number>();
  for (const row of rows) {
    const wish = row.map((key, index) => {
      const above = (parents.get(key) ?? []).flatMap((parent) => x.get(parent) ?? []);
      return { key, index, at: above.length ? above.reduce((sum, one) => sum + one, 0) / above.length : 0 };
    }).sort((a, b) => a.at - b.at || a.index - b.index);
    let [edge, before] = [-Infinity, 0];
    const spots = wish.map(({ key, at }) => {
      const half = (steps.has(key) ? stepColumnPx : bendColumnPx) / 2;
      edge = Math.max(at, edge + before + half);
      before = half;
      return edge;
    });
    const shift = wish.reduce((sum, { at }, index) => sum + at - (spots[index] ?? 0), 0) / Math.max(1, wish.length);
    wish.forEach(({ key }, index) => x.set(key, Math.round((spots[index] ?? 0) + shift)));
  }
  return x;
}
