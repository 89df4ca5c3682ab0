/** A record of a simulated vendor. */
export interface SimRecord<T> {
  id: string;
  /** When it changed, as it says itself; epoch milliseconds. */
  atMs: number;
  gone: boolean;
  /** Rises with each change. */
  revision: number;
  data: T;
}

/** One object of a simulated vendor, with a log of its changes in the order in which they became visible. */
export interface SimTable<T> {
  put(id: string, data: T, options?: { gone?: boolean; atMs?: number }): SimRecord<T>;
  get(id: string): SimRecord<T> | undefined;
  all(): SimRecord<T>[];
  /** The newest states that became visible from place `from` of the log, at most `limit`, none younger than `untilMs`. */
  page(from: number, limit: number, untilMs: number): { records: SimRecord<T>[]; next: number; end: boolean };
  /** The place of the log where changes visible from a time on begin. */
  placeAt(ms: number): number;
}

/** An empty table. */
export function simTable<T>(nowMs: () => number): SimTable<T> {
  const records = new Map<string, SimRecord<T> & { place: number }>();
  const log: { id: string; visibleMs: number }[] = [];
  const visibleAt = (place: number) => log[place]?.visibleMs ?? 0;
  return {
    put(id, data, { gone = false, atMs } = {}) {
      // A log is in order, also where a past is filled in; only what comes late is older than its place.
      const visibleMs = Math.max(visibleAt(log.length - 1), Math.min(atMs ?? nowMs(), nowMs()));
      const record = { id, data, gone, atMs: atMs ?? nowMs(), revision: (records.get(id)?.revision ?? 0) + 1, place: log.length };
      log.push({ id, visibleMs });
      records.set(id, record);
      return record;
    },
    get: (id) => records.get(id),
    all: () => [...records.values()],
    page(from, limit, untilMs) {
      const found: SimRecord<T>[] = [];
      let place = from;
      for (; place < log.length && found.length < limit && visibleAt(place) <= untilMs; place++) {
        const record = records.get(log[place]?.id ?? '');
        if (record?.place === place) found.push(record);
      }
      return { records: found, next: place, end: place >= log.length || visibleAt(place) > untilMs };
    },
    placeAt(ms) {
      let [low, high] = [0, log.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (visibleAt(middle) < ms) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** The tables of a world by the name of their object: one of them, its living records, and a change to one record. */
export function simTables<T extends object>(tables: Readonly<Record<string, SimTable<T>>>) {
  const tableOf = (object: string) => tables[object] as SimTable<T>;
  return {
    tableOf,
    living: (object: string) => tableOf(object).all().filter(({ gone }) => !gone),
    edit(object: string, id: string, change: Partial<T>, gone = false): void {
      const record = tableOf(object).get(id);
      if (record) tableOf(object).put(id, { ...record.data, ...change }, { gone });
    },
  };
}
