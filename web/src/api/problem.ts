/** One wrong input field of a problem. */
export interface ProblemField {
  path: string;
  message: string;
  remedy?: string;
}

/** A failed call, as the server's problem+json tells it. `remedy` says what the person can do. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly fields: readonly ProblemField[];

  constructor(body: { status: number; code: string; detail: string; remedy?: string; fields?: ProblemField[] }) {
    super(body.detail);
    this.name = 'ProblemError';
    this.status = body.status;
    this.code = body.code;
    this.remedy = body.remedy;
    this.fields = body.fields ?? [];
  }
}

/** Reads the problem of a failed response; a body that is no problem (a proxy's page) becomes one. */
export function problemOf(status: number, text: string): ProblemError {
  try {
    const body = JSON.parse(text) as { code?: string; detail?: string; remedy?: string; fields?: ProblemField[] };
    if (typeof body.detail === 'string') return new ProblemError({ ...body, status, code: body.code ?? 'unknown', detail: body.detail });
  } catch {
    // Not JSON: fall through to the general answer.
  }
  return new ProblemError({ status, code: 'http', detail: `The server answered ${status}.`, remedy: 'Try again; if it stays, look at the server log.' });
}

/** The problem of a call that got no answer at all. */
export function offlineProblem(): ProblemError {
  return new ProblemError({ status: 0, code: 'offline', detail: 'The server cannot be reached.', remedy: 'Check that Mainstay is still running, then try again.' });
}
