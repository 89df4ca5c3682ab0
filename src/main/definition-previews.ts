import type { HealthSimulation } from '../contract/book-health.ts';
import type { MetricItem } from '../contract/metric.ts';
import type { ProposalPreview } from '../contract/proposal.ts';
import type { MetricDefinition } from '../insight/metric/metric-definition.ts';
import { readPeerMedians } from '../insight/signal/peer-medians.ts';
import { observeSignal } from '../insight/signal/observe-signal.ts';
import { compileSignal, type SignalDefinition } from '../insight/signal/signal-rule.ts';
import { compilePlaybook } from '../practice/playbook/compile-playbook.ts';
import type { Playbook } from '../practice/playbook/playbook.ts';
import { wouldEnter } from '../practice/playbook/would-enter.ts';
import { previewPolicy, previewSurvey, previewTemplate } from './message-previews.ts';
import { dayOf } from '../lib/period.ts';
import { bookCondition, type Context } from '../platform/operation/context.ts';
import type { FactValues } from '../program/definition/expression.ts';
import { compileSegments, segmentOf, type SegmentSet } from '../program/segment/segment.ts';

const mostRows = 200;
const nothing = 'none';

interface Known { id: string; name: string; delivered: string | null; values: FactValues; live: boolean }

/** The facts of the caller's accounts as last computed; `live` says whether a signal of the type is open. */
async function readKnown({ db, principal }: Context, type: string | null): Promise<Known[]> {
  const params: unknown[] = [type];
  return db.query<Known>(
    `select a.id, a.name, a.segment as delivered, f.values, exists (select 1 from signal s where s.account_id = a.id and s.type = $1 and s.closed_on is null) as live
     from account a join account_fact f on f.account_id = a.id where a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.name, a.id`, params);
}

function listed(rows: ProposalPreview['rows'], summary: string): ProposalPreview {
  return { summary, total: rows.length, rows: rows.slice(0, mostRows) };
}

function accounts(n: number): string {
  return `${n} account${n === 1 ? '' : 's'}`;
}

async function previewSegments(context: Context, body: unknown): Promise<ProposalPreview> {
  const set = compileSegments(body as SegmentSet);
  const rows = (await readKnown(context, null)).flatMap(({ id, name, delivered, values }) => {
    const [from, to] = [String(values['account.segment'] ?? nothing), segmentOf(set, values, delivered) ?? nothing];
    return from === to ? [] : [{ accountId: id, accountName: name, from, to }];
  });
  return listed(rows, `${accounts(rows.length)} would change segment today.`);
}

async function previewSignal(context: Context, body: unknown): Promise<ProposalPreview> {
  const rule = compileSignal(body as SignalDefinition, 0);
  const known = await readKnown(context, rule.definition.id);
  const peers = await readPeerMedians(context.db, dayOf(context.clock.now()));
  const rows = known.flatMap(({ id, name, values, live }) => {
    const { open, stay } = observeSignal(rule, { ...values, ...peers });
    const would = live ? stay !== false : open === true;
    return would === live ? [] : [{ accountId: id, accountName: name, from: live ? 'open' : 'not open', to: would ? 'open' : 'not open' }];
  });
  const opens = rows.filter(({ to }) => to === 'open').length;
  return listed(rows, `Today it would open on ${accounts(opens)} where it is not open, and close on ${rows.length - opens}. How long it must hold is not counted here.`);
}

/** Whom a playbook would let enter at once if it were put to work; those that are in it stay on their version. */
async function previewPlaybook(context: Context, body: unknown): Promise<ProposalPreview> {
  const { problems, decisions } = await wouldEnter(context, compilePlaybook(body as Playbook, 0));
  const rows = decisions.filter(({ outcome }) => outcome === 'enter').map(({ occasion, accountName }) => ({ accountId: occasion.accountId, accountName, from: 'not in it', to: 'would enter' }));
  const cannot = problems.length ? ` It cannot start yet: ${problems.map(({ message }) => message).join(' ')}` : '';
  return listed(rows, `Put to work with what stands today, ${accounts(rows.length)} would enter. Runs under way stay on their version.${cannot}`);
}

/** Whether a target would be met by today's figure. */
function targetPreview({ label, target, unit }: MetricDefinition, figure: MetricItem | undefined): ProposalPreview {
  const value = figure?.target?.variant == null ? figure?.value : figure.variants.find(({ id }) => id === figure.target?.variant)?.value;
  const met = (aim: Pick<NonNullable<MetricDefinition['target']>, 'op' | 'value'> | null | undefined) => (!aim ? 'no target' : value == null ? `target ${aim.op} ${aim.value}, not known whether it is met` : `target ${aim.op} ${aim.value}, ${(aim.op === '>' ? value > aim.value : value < aim.value) ? 'met' : 'not met'}`);
  return { summary: `${label} today: ${value == null ? 'not available' : `${Math.round(value * 10_000) / 10_000} (${unit})`}. In force: ${met(figure?.target)}; then: ${met(target)}.`, total: 0, rows: [] };
}

/** By kind: what a draft would do today, over the facts as last computed. `simulate` is the what-if of scorecards, `figures` the targets board. */
export function definitionPreviews(simulate: (context: Context, body: unknown) => Promise<HealthSimulation>, figures: (context: Context) => Promise<{ items: MetricItem[] }>): Readonly<Record<string, (context: Context, body: unknown) => Promise<ProposalPreview>>> {
  return {
    segment: previewSegments,
    signal: previewSignal,
    playbook: previewPlaybook,
    template: previewTemplate,
    survey: previewSurvey,
    policy: previewPolicy,
    async metric(context, body) {
      const definition = body as MetricDefinition;
      return targetPreview(definition, (await figures(context)).items.find(({ id }) => id === definition.id));
    },
    async scorecard(context, body) {
      const result = await simulate(context, body);
      const rows = result.items.filter(({ band, toBand }) => band !== toBand).map((item) => ({ accountId: item.accountId, accountName: item.accountName, from: `${item.band} ${item.score === null ? '' : Math.round(item.score)}`.trim(), to: `${item.toBand} ${item.toScore === null ? '' : Math.round(item.toScore)}`.trim() }));
      return { summary: `${accounts(result.changedBand)} would change band today: ${result.better} better, ${result.worse} worse; ${result.changedScore} would change score.`, total: result.changedBand, rows };
    },
  };
}
