import { z } from 'zod';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { compileExpression, type Expression } from '../../program/definition/expression.ts';

/** Severities, mildest first. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Which records can stand behind a signal; each names one reader of `signal-evidence.ts`. */
export const evidenceKinds = ['usage', 'usage_feature', 'champions_left', 'sponsors_left', 'people', 'people_new', 'contacts', 'tickets_recent', 'tickets_reopened', 'tickets_escalated', 'tickets_cross', 'tickets_rated', 'answers_low', 'answers_high', 'invoices_overdue', 'lines', 'lines_ended', 'texts_competitor', 'texts_cancel', 'changes', 'funding'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

const condition = z.string().min(1).describe('A CEL expression over facts.');

/** A signal definition as people write it. */
export const signalDefinition = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  family: z.enum(['risk', 'growth', 'advocacy']),
  description: z.string().min(1),
  applies: condition.default('account.stage != "churned"').describe('Where it is known to be false the signal neither opens nor stays.'),
  open: condition,
  stay: condition.optional().describe('Looser than `open`: while it is true an open signal stays. Default: the same.'),
  openAfter: z.number().int().min(1).max(30).default(1).describe('Consecutive daily closes at which `open` must be true.'),
  closeAfter: z.number().int().min(1).max(60).default(2).describe('Consecutive daily closes at which `stay` must be false.'),
  expireDays: z.number().int().min(1).max(365).default(30).describe('Days without a known answer after which it expires.'),
  severity: z.array(z.strictObject({ when: condition.optional(), level: z.enum(severities) })).min(1).describe('The first whose condition is true; the last has none.'),
  stake: z.union([z.enum(['arr', 'none']), z.strictObject({ amount: condition.describe('Minor units a year.') })]).default('arr'),
  confidence: z.number().min(0).max(1).default(0.8),
  why: z.string().min(1).describe('One sentence; {fact|format} is filled in. Formats: number, percent, days, money, text; {fact|number:person|people} names what is counted.'),
  evidence: z.array(z.enum(evidenceKinds)).default([]),
});
export type SignalDefinition = z.infer<typeof signalDefinition>;

/** A definition ready to be evaluated. `stay` falls back to `open`. */
export interface SignalRule {
  definition: SignalDefinition;
  version: number;
  applies: Expression;
  open: Expression;
  stay: Expression;
  severity: readonly { when: Expression | undefined; level: Severity }[];
  stake: Expression | undefined;
  /** Facts that decide whether it opens. */
  references: readonly string[];
}

/** Values beside the catalogue that a signal may name: medians of the whole book, frozen at each close. */
export const peerFacts: readonly string[] = ['peer.baseline_ratio', 'peer.feature_breadth', 'peer.power_user_share', 'peer.new_user_share'];

/** Compiles a definition; an expression that is not sound throws `ExpressionError`. */
export function compileSignal(definition: SignalDefinition, version: number, facts?: ReadonlySet<string>): SignalRule {
  const known = facts && new Set([...facts, ...peerFacts]);
  const compile = (text: string) => compileExpression(text, known);
  const open = compile(definition.open);
  return {
    definition, version, applies: compile(definition.applies), open, stay: definition.stay === undefined ? open : compile(definition.stay),
    severity: definition.severity.map(({ when, level }) => ({ when: when === undefined ? undefined : compile(when), level })),
    stake: typeof definition.stake === 'object' ? compile(definition.stake.amount) : undefined,
    references: open.references,
  };
}

function placeholders(why: string): string[] {
  return [...why.matchAll(/\{([a-z_]+\.[a-z0-9_]+)(?:\|[a-z]+)?(?::[^}]*)?\}/g)].map(([, fact]) => fact as string);
}

/** The kind of definition this folder gives meaning to: `definitions/signals/*.yaml`. */
export const signalKind: DefinitionKind<SignalDefinition> = {
  kind: 'signal',
  folder: 'signals',
  schema: signalDefinition as unknown as z.ZodType<SignalDefinition>,
  check(body, facts) {
    const remedy = 'Use fact ids of the catalogue; "fact list" shows them.';
    try {
      compileSignal(body, 0, facts);
    } catch (error) {
      return [{ path: 'open, stay, severity or stake', message: (error as Error).message, remedy }];
    }
    const strangers = placeholders(body.why).filter((fact) => !facts.has(fact) && !peerFacts.includes(fact));
    return [
      ...strangers.map((fact) => ({ path: 'why', message: `"${fact}" is not a known fact`, remedy })),
      ...(body.severity.at(-1)?.when === undefined ? [] : [{ path: 'severity', message: 'the last level must have no condition', remedy: 'Add a last entry with only "level".' }]),
    ];
  },
};
