import type { EngagementFacts, EngagementGate } from '../../contract/engagement.ts';

/** What the gates look at before anything is done for an account, read at that moment. */
export interface GateMaterial {
  floors: { coverage: number; confidence: number };
  coverage: number;
  confidence: number;
  stepConfidence: number;
  /** Sentences of the draft that hold a number or a day, with what no record holds and the records of the rest; null without a draft. */
  sentences: readonly { text: string; unsupported: readonly string[]; records: readonly { kind: string; id: string }[] }[] | null;
  missing: readonly string[];
  recipient: { id: string; known: boolean; ofAccount: boolean; hasAddress: boolean; left: boolean; suppressed: boolean } | null;
  marks: readonly { kind: string; id: string; mark: string }[];
  /** Open tasks of other runs that ask for the same step. */
  sameTasks: readonly { id: string; title: string }[];
  /** Messages to the same person that have not gone out. */
  waiting: readonly { id: string }[];
  /** Other runs that are at this account. */
  otherRuns: readonly string[];
  waived: Readonly<Record<string, string>>;
}

/** The rule of the gates; a step names it. */
export const gateRule = 'gates-1';
/** Less of the score than this known, or less sure, and nothing is done. */
export const floors = { coverage: 0.5, confidence: 0.5 } as const;
/** Gates that a named person may waive. What is written to whom is never waived: it is mended. */
export const waivable: ReadonlySet<string> = new Set(['known', 'hostile', 'contradiction']);

const percent = (share: number) => Math.round(share * 100);

/** Each gate with its result, in their order. An account passes when every gate passed or was waived. Pure. */
export function judgeAccount(m: GateMaterial): EngagementGate[] {
  const gate = (id: string, passed: boolean, facts: EngagementFacts, records: readonly { kind: string; id: string }[] = []): EngagementGate => ({ gate: id, passed, waivedBy: passed ? null : (waivable.has(id) ? (m.waived[id] ?? null) : null), facts, records: [...records] });
  const bad = (m.sentences ?? []).filter(({ unsupported, records }) => unsupported.length > 0 || records.length === 0);
  const person = m.recipient;
  const fault = person === null ? null : !person.known || !person.ofAccount ? 'stranger' : person.left ? 'left' : !person.hasAddress ? 'no_address' : person.suppressed ? 'suppressed' : null;
  const against = [...m.sameTasks.map(({ id }) => ({ kind: 'task', id })), ...m.waiting.map(({ id }) => ({ kind: 'action', id })), ...m.otherRuns.map((id) => ({ kind: 'engagement', id }))];
  return [
    gate('known', m.coverage >= m.floors.coverage && Math.min(m.confidence, m.stepConfidence) >= m.floors.confidence, { coverage: percent(m.coverage), confidence: percent(Math.min(m.confidence, m.stepConfidence)), coverageFloor: percent(m.floors.coverage), confidenceFloor: percent(m.floors.confidence) }),
    gate('numbers', m.missing.length === 0 && bad.length === 0, { sentences: m.sentences?.length ?? 0, wrong: bad.flatMap(({ unsupported }) => unsupported).join(', ') || null, missing: m.missing.join(', ') || null }, (m.sentences ?? []).flatMap(({ records }) => records)),
    gate('recipient', fault === null, { fault }, person ? [{ kind: 'person', id: person.id }] : []),
    gate('hostile', m.marks.length === 0, { marks: [...new Set(m.marks.map(({ mark }) => mark))].join(', ') || null, texts: m.marks.length }, m.marks.map(({ kind, id }) => ({ kind, id }))),
    gate('contradiction', against.length === 0, { tasks: m.sameTasks.length, actions: m.waiting.length, runs: m.otherRuns.length, task: m.sameTasks[0]?.title ?? null }, against),
  ];
}

/** The gate that holds an account; null when it may be acted on. Pure. */
export function heldBy(gates: readonly EngagementGate[]): EngagementGate | null {
  return gates.find(({ passed, waivedBy }) => !passed && waivedBy === null) ?? null;
}
