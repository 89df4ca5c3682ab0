import { sha256 } from '../../lib/ids.ts';
import { dayOf } from '../../lib/period.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import { conditionValues, readMaterial, type AccountMaterial } from './account-material.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { readCursor, writeCursor } from './entry-store.ts';
import type { Occasion } from './occasion.ts';
import type { TriggerRecord } from './run.ts';

const page = 1000;

/** Triggers that start when something becomes true, by their place. */
function crossingsOf(playbook: CompiledPlaybook): { at: number; digest: string; record: TriggerRecord; holds: (values: FactValues) => boolean | null }[] {
  return playbook.triggers.flatMap(({ trigger, when }, at) => {
    if (trigger.on === 'stage') {
      const record = { kind: 'stage', type: trigger.to.join(', '), label: 'Stage', reason: `The account came to the stage ${trigger.to.join(' or ')}.` };
      return [{ at, digest: sha256(JSON.stringify(trigger)), record, holds: (values: FactValues) => (typeof values['account.stage'] === 'string' ? (trigger.to as string[]).includes(values['account.stage']) : null) }];
    }
    if (!when) return [];
    const record = { kind: 'fact', type: when.text, label: 'Fact', reason: `It became true that ${when.text}.` };
    return [{ at, digest: sha256(JSON.stringify(trigger)), record, holds: (values: FactValues) => { const outcome = when.evaluate(values); return outcome.known ? outcome.value === true : null; } }];
  });
}

/** Whether a playbook has such triggers. */
export function hasCrossings(playbook: CompiledPlaybook): boolean {
  return crossingsOf(playbook).length > 0;
}

function valuesOf(playbook: CompiledPlaybook, material: AccountMaterial, record: TriggerRecord): FactValues {
  return conditionValues(material, record, playbook.signalTypes);
}

/**
 * Compares what holds for these accounts with what held when they were last looked at, remembers it, and answers an occasion for each condition
 * that became true. What is unknown changes nothing.
 */
export async function crossingOccasions(tx: Db, playbook: CompiledPlaybook, materials: readonly AccountMaterial[], now: Date): Promise<Occasion[]> {
  const crossings = crossingsOf(playbook);
  if (crossings.length === 0 || materials.length === 0) return [];
  const id = playbook.definition.id;
  const rows = await tx.query<{ accountId: string; at: number }>('select account_id as "accountId", trigger_at as at from playbook_memory where playbook_id = $1 and account_id = any($2)', [id, materials.map(({ accountId }) => accountId)]);
  const held = new Set(rows.map(({ accountId, at }) => `${accountId} ${at}`));
  const seen = crossings.flatMap((crossing) => materials.map((material) => ({ ...crossing, accountId: material.accountId, now: crossing.holds(valuesOf(playbook, material, crossing.record)), before: held.has(`${material.accountId} ${crossing.at}`) })));
  const [begun, ended] = [seen.filter((one) => one.now === true && !one.before), seen.filter((one) => one.now === false && one.before)];
  await tx.query('insert into playbook_memory (playbook_id, account_id, trigger_at) select $1, * from unnest($2::text[], $3::int[]) on conflict do nothing', [id, begun.map(({ accountId }) => accountId), begun.map(({ at }) => at)]);
  await tx.query('delete from playbook_memory m using unnest($2::text[], $3::int[]) g(account_id, trigger_at) where m.playbook_id = $1 and m.account_id = g.account_id and m.trigger_at = g.trigger_at', [id, ended.map(({ accountId }) => accountId), ended.map(({ at }) => at)]);
  return begun.map(({ accountId, at, record }) => ({ accountId, key: `fact:${at}:${dayOf(now)}`, at: now, trigger: record }));
}

/** For which of these accounts something holds now that would start the playbook by becoming true. Pure. */
export function standingCrossings(playbook: CompiledPlaybook, materials: readonly AccountMaterial[], now: Date): Occasion[] {
  return crossingsOf(playbook).flatMap(({ at, record, holds: isSo }) => materials.flatMap((material) => (isSo(valuesOf(playbook, material, record)) === true ? [{ accountId: material.accountId, key: `fact:${at}:${dayOf(now)}`, at: now, trigger: record }] : [])));
}

/**
 * Makes a playbook remember how things stand, where it does not yet: what holds already starts nothing later. With `enter` the accounts for
 * which something holds now are answered as occasions.
 */
export async function primeCrossings({ clock }: { clock: Clock }, tx: Db, playbook: CompiledPlaybook, { enter }: { enter: boolean }): Promise<Occasion[]> {
  const crossings = crossingsOf(playbook);
  const id = playbook.definition.id;
  const source = `memory:${id}`;
  const digest = sha256(crossings.map((one) => `${one.at} ${one.digest}`).join(' '));
  if (!enter && (await readCursor(tx, source)) === digest) return [];
  await tx.query('delete from playbook_memory where playbook_id = $1', [id]);
  await writeCursor(tx, source, digest, clock.wall());
  if (crossings.length === 0) return [];
  const now = clock.now();
  const ids = (await tx.query<{ id: string }>('select account_id as id from account_fact order by 1')).map((row) => row.id);
  const occasions: Occasion[] = [];
  for (let from = 0; from < ids.length; from += page) {
    const materials = await readMaterial(tx, ids.slice(from, from + page), now, { people: false });
    occasions.push(...(await crossingOccasions(tx, playbook, [...materials.values()], now)));
  }
  return enter ? occasions : [];
}
