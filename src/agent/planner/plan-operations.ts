import { z } from 'zod';
import { asOfInput } from '../../contract/listing.ts';
import { nextStep, plan, type NextStep, type Plan, type PlanStep } from '../../contract/plan.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { toMinor } from '../../lib/money.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { gatherCandidates } from './gather-candidates.ts';
import { planFormula, rankSteps, type RankedStep } from './rank-steps.ts';
import { readIdentity, readMaterial, type PlanPorts } from './read-material.ts';
import { stepKinds } from './step-kinds.ts';

const mostEvidence = 8;

function shown({ step, also, expected, share, effortHours, urgency, score }: RankedStep, rank: number, base: string, accountName: string): PlanStep {
  const { stake: _stake, urgencyDays: _days, evidence, title, ...rest } = step;
  return {
    ...rest, rank, accountName, title: title ?? stepKinds[step.action]?.title ?? step.action, evidence: evidence.slice(0, mostEvidence), also: [...new Set(also)], share, effortHours, urgency: Math.round(urgency * 1000) / 1000,
    expectedMinor: expected === null ? null : toMinor(Math.round(expected), base), baseCurrency: base, score: Math.round(score * 10) / 10,
  };
}

/** The ranked steps of an account or of the caller's book. */
export async function planOf(context: Context, ports: PlanPorts, { accountId, at, limit }: { accountId: string | undefined; at: AsOf; limit: number }): Promise<Plan> {
  const { base, ...material } = await readMaterial(context, ports, at, accountId);
  const ranked = rankSteps(gatherCandidates(material));
  const page = ranked.slice(0, limit);
  const names = await readIdentity(context.db, [...new Set(page.map(({ step }) => step.accountId))]);
  return { account: accountId ?? null, asOf: at.day, total: ranked.length, formula: planFormula, items: page.map((one, index) => shown(one, index + 1, base, names.get(one.step.accountId) ?? one.step.accountId)) };
}

function firstStep({ items }: Plan): NextStep {
  const [first] = items;
  if (first) return first;
  return { rule: 'none', action: 'keep_going', title: stepKinds.keep_going?.title ?? '', subject: null, reason: null, evidence: [], signalId: null, driverId: null, expectedMinor: null, baseCurrency: 'EUR', effortHours: null, confidence: null };
}

/** What to do next: composed from signals, tasks, renewals, approvals, playbooks and health, by a stated formula and not by a model. */
export function planOperations(ports: PlanPorts): AnyOperation[] {
  return [
    defineOperation({
      id: 'agent.plan', summary: 'What to do next for an account, or in the whole book: ranked by expected value, with effort, confidence, reason and records.', description: `${planFormula} Lines of the score are looked at for one account without an open risk signal; at a past day signals and lines alone are.`,
      scope: 'read', effect: 'read', positional: ['account'], output: plan,
      input: asOfInput.extend({ account: z.string().optional().describe('The account: its id, an external id, or its domain. Default: the whole book.'), limit: z.coerce.number().int().min(1).max(500).default(20).describe('Steps to answer.') }),
      async handler(context, { account, at, limit }) {
        return planOf(context, ports, { accountId: account === undefined ? undefined : await ports.visibleAccount(context, account), at: asOf(at, context.clock), limit });
      },
    }),
    defineOperation({
      id: 'account.next', summary: 'The one thing to do next for an account: the first step of its plan.', description: planFormula, scope: 'read', effect: 'read', positional: ['id'], output: nextStep,
      input: asOfInput.extend({ id: z.string().describe('The account: its id, an external id, or its domain.') }),
      async handler(context, { id, at }) {
        return firstStep(await planOf(context, ports, { accountId: await ports.visibleAccount(context, id), at: asOf(at, context.clock), limit: 1 }));
      },
    }),
  ];
}
