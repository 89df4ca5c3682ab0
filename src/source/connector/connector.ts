import type { IncomingHttpHeaders } from 'node:http';
import type { RateReading } from './rate-governor.ts';
import type { WebhookRule } from './webhook.ts';
import type { VendorWrite } from './write.ts';

/** Where an object's reading stands: plain JSON, stored with the rows it covers. Each object of a vendor has its own shape. */
export type Cursor = Readonly<Record<string, unknown>>;

/** One call, as a cursor asks for it. */
export interface VendorRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Begins with a slash; the connection's address stands before it. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: string;
  /** It changes something: after an end that is not known it is not sent again by itself. */
  once?: boolean;
}

/** What every record says about itself, whatever it is. */
export interface Envelope {
  id: string | null;
  /** Rises with each change of the record, and sorts as text; null where the vendor gives none. */
  version: string | null;
  /** Deleted at the vendor. */
  gone: boolean;
  /** The record it became part of. */
  mergedInto: string | null;
}

export type VendorRecord = Record<string, unknown>;

/** One answer, understood: its records and where reading goes on. */
export interface Page {
  records: readonly unknown[];
  cursor: Cursor;
  done: boolean;
}

/** An object of a vendor: a pure machine from cursor to request, and from answer to records and next cursor. */
export interface VendorObject {
  id: string;
  /** Where the first reading begins: all, or what changed since an ISO time. */
  start(since: string | null): Cursor;
  /** Where the next round begins once a round ended; goes back a little, because changes of the same moment may become visible later. */
  again(cursor: Cursor): Cursor;
  /** A question that is asked before each round, and what its answer adds to the cursor. */
  prepare?: { request(): VendorRequest; read(body: unknown, cursor: Cursor, mapped: readonly string[]): Cursor };
  request(cursor: Cursor): VendorRequest;
  /** Throws `UnreadablePage` when the answer is not what the vendor documents. */
  read(body: unknown, cursor: Cursor): Page;
  envelope(record: VendorRecord): Envelope;
  /** A cursor that goes on where this one, which the vendor no longer knows, stood. */
  lost(cursor: Cursor): Cursor;
  /** About how many records there are in all, asked once for the first reading; null when the vendor does not say. */
  count?: { request(): VendorRequest; read(body: unknown): number | null };
}

/** What a failed call means: `auth` a new token may help, `rate` wait, `quota` nothing more today, `cursor` the place is gone, `again` try again, `refused` nothing helps. */
export type Trouble = 'auth' | 'rate' | 'quota' | 'cursor' | 'again' | 'refused';

/** A credential that a person enters. */
export interface CredentialField {
  name: string;
  secret: boolean;
  optional?: boolean;
}

/** What a person reads to set a connection up: the steps at the vendor, in order, and what each credential is. */
export interface SetUpText {
  steps: readonly string[];
  fields: Readonly<Record<string, string>>;
}

/** How a token is asked for: the call, and what its answer holds. */
export interface TokenGrant {
  path: string;
  contentType: string;
  body: string;
  /** What the call carries beside its content, such as a client's own sign-in. */
  headers?: Readonly<Record<string, string>>;
}

export interface Tokens {
  access: string;
  refresh: string | null;
  /** Epoch milliseconds by our clock; null where the vendor does not say. */
  expiresAtMs: number | null;
  refreshExpiresAtMs: number | null;
  /** Where the vendor says that calls go. */
  instanceUrl: string | null;
}

export type Credentials = Readonly<Record<string, string>>;

/** A vendor. Everything here is pure; the frame does the calling, storing and waiting. */
export interface Connector {
  vendor: string;
  name: string;
  /** What backs the claim that it works: documentation alone, or the vendor's own client driven against our simulator as well. */
  proof: 'documented' | 'client';
  fields: readonly CredentialField[];
  setUp: Readonly<Record<'en' | 'de', SetUpText>>;
  /** Exact permissions that are needed, in the vendor's words. */
  scopes: readonly string[];
  /** The address that credentials imply. */
  address(credentials: Credentials): string;
  /** Why credentials cannot be right; empty when they may be. */
  check(credentials: Credentials): readonly { path: string; message: string }[];
  /** How tokens are got; `last` holds the newest pair, if there is one. `writes` asks for the permission to write as well. */
  grant(credentials: Credentials, last: Tokens | null, writes?: boolean): TokenGrant;
  /** Headers that sign calls in by themselves, where the credentials hold a key of an own header; null where tokens are asked for. */
  signIn?(credentials: Credentials): Readonly<Record<string, string>> | null;
  /** Something that only a working connection answers; `describe` says what it reached. */
  probe: { request: VendorRequest; describe(body: unknown): string };
  /** Headers beside the token. */
  headers: Readonly<Record<string, string>>;
  trouble(status: number, body: unknown): Trouble;
  /** An error that only says that nothing was found: its body is an answer. */
  isEmpty?(status: number, body: unknown): boolean;
  /** The vendor's words for a failure, without anything secret. */
  words(body: unknown): string | null;
  rates(headers: IncomingHttpHeaders, nowMs: number): readonly RateReading[];
  objects: readonly VendorObject[];
  webhook: WebhookRule | null;
  /** What can be sent back; absent where nothing can. */
  write?: VendorWrite;
}

/** An answer that is not what the vendor documents. */
export class UnreadablePage extends Error {}

/** The value at a name of an object; undefined for anything else. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as VendorRecord)[name] : undefined;
}

/** A list at a name, or `UnreadablePage`. */
export function listAt(body: unknown, name: string): readonly unknown[] {
  const list = member(body, name);
  if (!Array.isArray(list)) throw new UnreadablePage(`The answer has no list "${name}".`);
  return list;
}

/** An id as text: vendors write them as numbers or strings. */
export function idText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}
