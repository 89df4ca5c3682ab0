import { faultTable, toFault } from '../../lib/fault.ts';

/** RFC 9457 problem+json of a Fault: one shape for every error of the API. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  retryable: boolean;
  remedy?: string;
  fields?: { path: string; message: string; remedy?: string }[];
}

/** Builds the problem of anything thrown; details that only the log may see stay behind. */
export function problemOf(error: unknown): Problem {
  const failure = toFault(error);
  const { status, retryable } = faultTable[failure.kind];
  return {
    type: `urn:mainstay:fault:${failure.kind}`,
    title: failure.kind,
    status,
    code: failure.code,
    detail: failure.message,
    retryable,
    ...(failure.details.remedy ? { remedy: failure.details.remedy } : {}),
    ...(failure.details.fields ? { fields: failure.details.fields } : {}),
  };
}
