/** What went wrong, in the terms that every surface maps: HTTP status, exit code, problem type. */
export type FaultKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'tooLarge'
  | 'rateLimited'
  | 'unavailable'
  | 'internal';

/** One field's error: a JSON path, what is wrong, and what to do about it. */
export interface FieldFault {
  path: string;
  message: string;
  remedy?: string;
}

export interface FaultDetails {
  fields?: FieldFault[];
  remedy?: string;
  retryAfterSeconds?: number;
  [key: string]: unknown;
}

/** The one error type that crosses a floor. `code` is stable and machine-readable; `message` is for people. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  readonly details: FaultDetails;

  constructor(kind: FaultKind, code: string, message: string, details: FaultDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** Makes a Fault; throw its result. */
export function fault(kind: FaultKind, code: string, message: string, details?: FaultDetails, cause?: unknown): Fault {
  return new Fault(kind, code, message, details, cause);
}

/** The one table from kind to HTTP status and process exit code. */
export const faultTable: Record<FaultKind, { status: number; exit: number; retryable: boolean }> = {
  invalid: { status: 400, exit: 2, retryable: false },
  unauthenticated: { status: 401, exit: 3, retryable: false },
  forbidden: { status: 403, exit: 4, retryable: false },
  notFound: { status: 404, exit: 5, retryable: false },
  conflict: { status: 409, exit: 6, retryable: false },
  tooLarge: { status: 413, exit: 7, retryable: false },
  rateLimited: { status: 429, exit: 8, retryable: true },
  unavailable: { status: 503, exit: 9, retryable: true },
  internal: { status: 500, exit: 1, retryable: false },
};

/** Turns anything thrown into a Fault; an unknown error becomes `internal` and keeps its cause for the log. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('internal', 'internal', 'Something went wrong on our side. The log has the details.', {}, error);
}
