import { addDays, type Day } from '../../lib/period.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { SignalVector } from './observe-signal.ts';
import { evidenceStatements } from './evidence-statements.ts';
import type { EvidenceKind } from './signal-rule.ts';

/** Which accounts need which evidence, with the values that raised the signal. */
export interface EvidenceWish {
  vector: SignalVector;
  kinds: readonly EvidenceKind[];
}

/** Evidence by account and kind. */
export type EvidenceFound = ReadonlyMap<string, ReadonlyMap<EvidenceKind, readonly Evidence[]>>;

const shownPerKind = 5;

function usageWindow(kind: EvidenceKind, { accountId, day, values }: SignalVector): Evidence[] {
  const from = addDays(day, -27);
  if (kind === 'usage') return [{ kind: 'usage_window', id: `${accountId}:${from}..${addDays(day, 1)}`, label: `Use from ${from} to ${day}`, at: day }];
  const feature = values['usage.abandoned_feature'];
  return typeof feature === 'string' ? [{ kind: 'usage_window', id: `${accountId}:${from}..${addDays(day, 1)}:${feature}`, label: `No use of ${feature} since ${from}`, at: from }] : [];
}

/** Reads the records behind signals: one statement per kind of evidence for all accounts, the newest or worst five of each. */
export async function readEvidence(db: Db, day: Day, wishes: readonly EvidenceWish[]): Promise<EvidenceFound> {
  const found = new Map<string, Map<EvidenceKind, Evidence[]>>(wishes.map(({ vector }) => [vector.accountId, new Map()]));
  const accountsByKind = new Map<EvidenceKind, Set<string>>();
  for (const { vector, kinds } of wishes) {
    for (const kind of kinds) {
      if (kind === 'usage' || kind === 'usage_feature') found.get(vector.accountId)?.set(kind, usageWindow(kind, vector));
      else accountsByKind.set(kind, (accountsByKind.get(kind) ?? new Set()).add(vector.accountId));
    }
  }
  for (const [kind, accounts] of accountsByKind) {
    for (const { accountId, ...entry } of await readKind(db, kind, [...accounts], day)) {
      const kinds = found.get(accountId) as Map<EvidenceKind, Evidence[]>;
      kinds.set(kind, [...(kinds.get(kind) ?? []), entry]);
    }
  }
  return found;
}

function readKind(db: Db, kind: EvidenceKind, accounts: readonly string[], day: Day): Promise<(Evidence & { accountId: string })[]> {
  const { record, label, at, from, order } = evidenceStatements[kind as keyof typeof evidenceStatements];
  return db.query(
    `select account_id as "accountId", kind, id, label, at from (
       select r.account_id, r.id, ${record.startsWith('r.') ? record : `'${record}'`} as kind, ${label} as label, ${at} as at, row_number() over (partition by r.account_id order by ${order}, r.id) as place
       from ${from}
     ) ranked where place <= ${shownPerKind} order by account_id, place`,
    [accounts, day],
  );
}
