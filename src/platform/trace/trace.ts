/** A value that a trace may hold: names, ids, counts. Never texts of customers, prompts or answers. */
export type TraceValue = string | number | boolean;
export type TraceValues = Readonly<Record<string, TraceValue>>;

/** A piece of work as a trace shows it. */
export interface TraceSpan {
  set(values: TraceValues): void;
  /** It failed; `code` is a stable word. */
  fail(code: string): void;
  end(): void;
}

/** What writes traces down. */
export interface TraceWriter {
  /** Begins a piece of work below the one in hand. */
  begin(name: string, values: TraceValues): TraceSpan;
  /** Does work as part of a span. */
  within<T>(span: TraceSpan, work: () => Promise<T>): Promise<T>;
}

const nothing: TraceSpan = { set() {}, fail() {}, end() {} };
let writer: TraceWriter | undefined;

/** Sets what writes traces from now on; undefined ends it. */
export function writeTraces(next: TraceWriter | undefined): void {
  writer = next;
}

/** Begins a span by hand, for work that is no single call; end it. */
export function beginTrace(name: string, values: () => TraceValues): TraceSpan {
  return writer ? writer.begin(name, values()) : nothing;
}

/** Does work and, where traces are written, shows it with how long it took and how it ended. Without them it costs one comparison. */
export function traced<T>(name: string, values: () => TraceValues, work: (span: TraceSpan) => Promise<T>): Promise<T> {
  if (!writer) return work(nothing);
  const [by, span] = [writer, writer.begin(name, values())];
  return by.within(span, () => work(span)).then((answer) => { span.end(); return answer; }, (error: unknown) => { span.fail(codeOf(error)); span.end(); throw error; });
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'internal';
}
