import { faultTable, toFault } from '../../lib/fault.ts';

/** What every tool answers beside its data. */
export interface ToolAnswer {
  outcome: 'done' | 'waiting_for_approval' | 'scheduled' | 'refused' | 'failed';
  code: string | null;
  retryable: boolean;
  message?: string;
  remedy?: string;
  fields?: { path: string; message: string }[];
  data?: unknown;
}

/** Answers longer than this are refused, with the way to ask for less; about 15,000 tokens. */
export const mostCharacters = 60_000;
const mostDepth = 6;

/** The fields of a list's items that were asked for; ids always stay. */
export function selectFields(value: unknown, fields: readonly string[] | undefined): unknown {
  if (!fields?.length || typeof value !== 'object' || value === null || !('items' in value) || !Array.isArray(value.items)) return value;
  const kept = new Set(['id', 'accountId', 'link', ...fields]);
  return { ...value, items: (value.items as unknown[]).map((item) => (typeof item === 'object' && item !== null ? Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name))) : item)) };
}

/** Adds where a person looks things up: an action at its approval, everything else at its account. */
export function withLinks(value: unknown, baseUrl: string | null, depth = 0): unknown {
  if (baseUrl === null || depth > mostDepth || typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => withLinks(item, baseUrl, depth + 1));
  const inner = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withLinks(item, baseUrl, depth + 1)]));
  const id = typeof inner.accountId === 'string' ? inner.accountId : typeof inner.id === 'string' && inner.id.startsWith('acc_') ? inner.id : null;
  if (id === null) return typeof inner.link === 'string' && inner.link.startsWith('/') ? { ...inner, link: `${baseUrl}${inner.link}` } : inner;
  // An action is looked at where it is decided.
  if ('digest' in inner && 'recipients' in inner && typeof inner.id === 'string') return { ...inner, link: `${baseUrl}/approvals?open=${encodeURIComponent(inner.id)}` };
  const link = typeof inner.link === 'string' ? (inner.link.startsWith('/') ? `${baseUrl}${inner.link}` : inner.link) : `${baseUrl}/account/${encodeURIComponent(id)}`;
  return { ...inner, link };
}

const waiting: Record<string, ToolAnswer['outcome']> = { waiting: 'waiting_for_approval', open: 'waiting_for_approval', draft: 'waiting_for_approval', scheduled: 'scheduled', running: 'scheduled', refused: 'refused' };

/** The answer of an operation that did not fail. What a proposal came to is said in `outcome`; it is never mistaken for the deed. */
export function doneAnswer(data: unknown, effect: string): ToolAnswer {
  const first = effect === 'propose' && typeof data === 'object' && data !== null ? ('items' in data && Array.isArray(data.items) ? (data.items as { outcome?: string; status?: string; state?: string }[])[0] : (data as { outcome?: string; status?: string; state?: string })) : undefined;
  const outcome = first ? (waiting[first.outcome ?? first.status ?? first.state ?? ''] ?? 'done') : 'done';
  return { outcome, code: outcome === 'refused' ? 'refused' : null, retryable: false, data };
}

/** The answer of an operation that failed, in terms that say what to do next. */
export function failedAnswer(error: unknown): ToolAnswer {
  const { kind, code, message, details } = toFault(error);
  return { outcome: 'failed', code, retryable: faultTable[kind].retryable, message, ...(details.remedy ? { remedy: details.remedy } : {}), ...(details.fields?.length ? { fields: details.fields.map(({ path, message: text }) => ({ path, message: text })) } : {}) };
}

/** An answer that does not fit into a model's window is told as such, not cut. */
export function fitting(answer: ToolAnswer): ToolAnswer {
  if (JSON.stringify(answer).length <= mostCharacters) return answer;
  return { outcome: 'failed', code: 'too_long', retryable: false, message: `The answer has more than ${mostCharacters} characters.`, remedy: 'Ask for fewer items with "limit", for some fields with "select", or for one account.' };
}
