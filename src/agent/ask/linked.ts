import type { AskRecord } from '../../contract/ask.ts';
import { linkOf } from '../../contract/record-link.ts';

/** Records with their links; each once. */
export function linked(records: readonly { kind: string; id: string }[], accountId: string | null, base: string | null): AskRecord[] {
  const unique = new Map(records.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }]));
  return [...unique.values()].map((record) => ({ ...record, link: `${base ?? ''}${linkOf(record, accountId)}` }));
}
