import type { EngagementReplay } from '../../contract/engagement.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { canonicalJson } from '../../practice/action/render-action.ts';
import { accountRule, decideAccount, type AccountMaterial } from './decide-account.ts';
import { gateRule, judgeAccount, type GateMaterial } from './judge-account.ts';
import { pickRule } from './pick-accounts.ts';
import { pickOf, type PickMaterial } from './pick-run.ts';
import { closingRule, judgeClosing, type ClosingMaterial } from './report-run.ts';
import { digestOf } from './run-store.ts';

/** Rules by the name that steps give; a changed rule gets another name. */
const rules: Readonly<Record<string, (material: never) => unknown>> = {
  [pickRule]: (material: PickMaterial) => pickOf(material), [gateRule]: (material: GateMaterial) => judgeAccount(material), [closingRule]: (material: ClosingMaterial) => judgeClosing(material),
  [accountRule]: ({ material, answers }: { material: AccountMaterial; answers: Record<string, string> }) => decideAccount(material, answers),
};

interface StoredStep { seq: number; kind: string; rule: string | null; material: unknown; digest: string | null; decision: unknown }

/** What is wrong with a stored step: its material is not what was written, or its rule decides otherwise from it; null when it holds. Pure. */
export function checkStep({ rule, material, digest, decision }: StoredStep): string | null {
  if (material === null || rule === null) return null;
  if (digestOf(material) !== digest) return 'its material was changed';
  const again = rules[rule];
  if (!again) return `the rule ${rule} is not there any more`;
  return canonicalJson(again(material as never)) === canonicalJson(decision) ? null : 'the rule decides otherwise';
}

/** Decides every step of a run again from what was stored, and compares. Reads and changes nothing else. */
export async function replayRun(db: Db, id: string): Promise<EngagementReplay> {
  const steps = await db.query<StoredStep>('select seq, kind, rule, material, digest, decision from engagement_step where run_id = $1 order by seq', [id]);
  const differing = steps.flatMap((step) => { const what = checkStep(step); return what ? [{ seq: step.seq, kind: step.kind, what }] : []; });
  return { id, steps: steps.length, checked: steps.filter(({ rule, material }) => rule !== null && material !== null).length, same: differing.length === 0, differing };
}
