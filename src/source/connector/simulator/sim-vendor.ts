import type { IncomingHttpHeaders } from 'node:http';

/** One call as a simulator sees it. */
export interface SimRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface SimAnswer {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The part that an object plays in the golden record. */
export type SimKind = 'account' | 'person' | 'ticket' | 'activity' | 'survey';

/** The data of a simulated vendor, and how people there would change it. Objects are those of the connector. */
export interface SimWorld {
  /** Objects in reading order, with the part they play, and whether the vendor tells of deletions. */
  objects: readonly { id: string; kind: SimKind; deletes: boolean }[];
  /** Ids of what lives. */
  living(object: string): string[];
  /** What a perfect copy would hold of each living record: a text of its own that changes with the record. */
  marks(object: string): string[];
  /** The mark of each record beside the mark of the person it belongs to, for objects whose records belong to one. */
  links(object: string): [string, string][];
  add(object: string): string;
  change(object: string, id: string): void;
  remove(object: string, id: string): void;
  restore(object: string, id: string): void;
  /** Makes `lost` part of `kept`, as the vendor does it. */
  merge(object: string, keptId: string, lostId: string): void;
  /** A record that becomes visible now with a time of some seconds ago. */
  addLate(object: string, secondsAgo: number): string;
  /** Gives a field that is read a value of a form that it cannot have; `change` mends it. */
  spoil(object: string, id: string): void;
  /** From now on records carry a field that nobody knew, and lack an optional one. */
  drift(): void;
}

/** What was sent back to a simulated vendor, and what people there do to the same fields. */
export interface SimBack {
  /** The value of a custom field of an account's record. */
  value(id: string, field: string): unknown;
  /** A person sets it. */
  set(id: string, field: string, value: unknown): void;
  /** How often a call of the interface set it. */
  writes(id: string, field: string): number;
  /** Records that were made through the interface: tasks, opportunities, notes, comments. */
  made(): readonly { kind: string; id: string; of: string; title: string | null; text: string }[];
  /** A rule of the company refuses every change of the record by the interface from now on. */
  refuse(id: string): void;
  /** Takes the permission to write away, or gives it back. */
  allow(yes: boolean): void;
}

export interface SimLimits {
  /** Calls in a window before they are refused; Infinity: never. */
  calls: number;
  /** The tighter limit of the vendor's exports, where it has one. */
  exports: number;
  windowMs: number;
}

export interface SimOptions {
  accounts: number;
  nowMs(): number;
  limits?: Partial<SimLimits>;
  /** Most records on a page, where fewer than the vendor's own are wanted. */
  pageSize?: number;
  /** How long a token lives. */
  tokenSeconds?: number;
}

/** A vendor that stands in for the real one: it keeps data, tokens and limits. */
export interface SimVendor {
  world: SimWorld;
  /** What was sent back; absent where nothing can be. */
  back?: SimBack;
  /** What to enter to connect to it. */
  credentials: Readonly<Record<string, string>>;
  answer(request: SimRequest): SimAnswer;
  /** All tokens in use end now. */
  endTokens(): void;
  /** How this vendor refuses a call that came too early, with the seconds to wait or without. */
  refusal(retryAfterSeconds: number | null): SimAnswer;
  /** A delivery that tells of a change, signed as the vendor signs; null where the vendor sends none. */
  delivery(object: string, id: string): { headers: Record<string, string>; body: string } | null;
}

export type Simulate = (options: SimOptions) => SimVendor;
