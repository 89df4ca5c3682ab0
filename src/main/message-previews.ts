import type { ProposalPreview } from '../contract/proposal.ts';
import { bookCondition, type Context } from '../platform/operation/context.ts';
import { activeDefinitions } from '../program/definition/definition-store.ts';
import { actionColumns, type ActionRow } from '../practice/action/action-row.ts';
import { decide, type Decision } from '../practice/action/decide.ts';
import { judgeActions, readPolicy } from '../practice/action/judge-actions.ts';
import { policyDefinition } from '../practice/action/policy.ts';
import { readMaterial, textValues, type AccountMaterial, type AccountPerson } from '../practice/playbook/account-material.ts';
import { renderText, type TextValues } from '../practice/playbook/liquid-text.ts';
import type { Playbook, Step } from '../practice/playbook/playbook.ts';
import { askOf, recipientOf } from '../practice/playbook/prepare-effects.ts';
import { readSurveys, readTemplates } from '../practice/playbook/read-program.ts';
import type { Run } from '../practice/playbook/run.ts';
import type { Survey } from '../practice/playbook/survey.ts';
import type { MessageTemplate } from '../practice/playbook/template.ts';

const mostRows = 200;
const mostShown = 140;
const accounts = (n: number) => `${n} account${n === 1 ? '' : 's'}`;

interface Reader {
  accountName: string;
  accountId: string;
  trigger: Run['trigger'];
  startedAt: Date;
  to: readonly string[];
}

/** Accounts of the caller's book in runs of playbooks that write by a step. */
async function readReaders({ db, clock, principal }: Context, writes: (step: Step) => boolean): Promise<Reader[]> {
  const playbooks = await activeDefinitions<Playbook>(db, 'playbook', clock.wall());
  const roles = new Map(playbooks.flatMap(({ id, body }) => {
    const step = body.steps.find(writes);
    return step && 'to' in step ? [[id, step.to] as const] : [];
  }));
  const params: unknown[] = [[...roles.keys()]];
  const rows = await db.query<Omit<Reader, 'to'> & { playbookId: string }>(
    `select distinct on (r.account_id) r.playbook_id as "playbookId", r.account_id as "accountId", a.name as "accountName", r.trigger, r.started_at as "startedAt" from playbook_run r join account a on a.id = r.account_id
     where r.status in ('running', 'paused') and r.playbook_id = any($1) and a.merged_into is null and ${bookCondition(principal, 'a', params)} order by r.account_id, r.started_at desc`, params);
  return rows.map(({ playbookId, ...row }) => ({ ...row, to: roles.get(playbookId) ?? [] })).toSorted((a, b) => (a.accountName < b.accountName ? -1 : 1));
}

/** The lines of a message as one person would read them, or why it would not be written. */
type Write = (values: TextValues) => string[];

function linesOf(texts: readonly string[], values: TextValues, language: string): string[] {
  const rendered = texts.map((text) => renderText(text, values, language));
  const gap = rendered.find((one) => !one.ok);
  return gap && !gap.ok ? [`not sent: "${gap.missing}" is not known`] : rendered.flatMap((one) => (one.ok ? one.text.split('\n') : []));
}

function cut(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text;
}

function addressee(material: AccountMaterial, { to, trigger }: Reader): AccountPerson | undefined {
  return recipientOf(material.people, to, trigger.personId);
}

/** Whom a text would reach in runs under way, and the first line in which it would read otherwise. */
async function previewText(context: Context, writes: (step: Step) => boolean, now: Write | undefined, then: Write): Promise<ProposalPreview> {
  const readers = await readReaders(context, writes);
  if (readers.length === 0) return { summary: 'No account stands in a playbook that sends it.', total: 0, rows: [] };
  const materials = await readMaterial(context.db, readers.map(({ accountId }) => accountId), context.clock.now());
  const rows = readers.flatMap((reader) => {
    const material = materials.get(reader.accountId);
    const person = material && addressee(material, reader);
    if (!material || !person) return [];
    const values = textValues(material, reader, context.clock.now(), person);
    const [before, after] = [now?.(values) ?? [], then(values)];
    const at = after.findIndex((line, index) => line !== before[index]);
    if (at < 0 && before.length <= after.length) return [];
    const name = person.name ?? 'the recipient';
    return [{ accountId: reader.accountId, accountName: reader.accountName, from: before[at] === undefined ? (at < 0 ? cut(before[after.length] ?? '') : '') : cut(before[at]), to: `${name}: ${at < 0 ? '' : cut(after[at] ?? '')}` }];
  });
  const unsent = rows.filter(({ to }) => to.includes(': not sent: ')).length;
  return { summary: `${accounts(readers.length)} stand${readers.length === 1 ? 's' : ''} in a playbook that sends it; ${rows.length} would read something else${unsent ? `, to ${unsent} of them it could not be sent` : ''}.`, total: rows.length, rows: rows.slice(0, mostRows) };
}

/** How a template would read otherwise, for whom it may still be sent. */
export async function previewTemplate(context: Context, body: unknown): Promise<ProposalPreview> {
  const draft = body as MessageTemplate;
  const lines = ({ subject, body: text, language }: MessageTemplate): Write => (values) => linesOf([subject, text], values, language);
  const now = (await readTemplates(context.db, context.clock.wall())).get(draft.id);
  return previewText(context, (step) => 'template' in step && step.template === draft.id, now && lines(now), lines(draft));
}

/** How a survey would read otherwise, for whom it may still be put. */
export async function previewSurvey(context: Context, body: unknown): Promise<ProposalPreview> {
  const draft = body as Survey;
  const lines = (survey: Survey): Write => (values) => {
    const { content: { subject = '', body: text, survey: { question, min, max, low, high, followUp, thanks, closing } }, missing: [gap] } = askOf({ body: survey, version: 1 }, values, false);
    return gap === undefined ? [subject, ...text.split('\n'), question, `${min} ${low}, ${max} ${high}`, followUp, thanks, ...closing.split('\n')] : [`not sent: "${gap}" is not known`];
  };
  const now = (await readSurveys(context.db, context.clock.wall())).get(draft.id)?.body;
  return previewText(context, (step) => step.do === 'survey' && step.survey === draft.id, now && lines(now), lines(draft));
}

const outcomes: Record<Decision['outcome'], string> = { refused: 'refused', draft: 'kept as a draft', waiting: 'waits for a person', scheduled: 'goes out by itself' };

/** What the policy would make of everything that waits or is planned now, if it were proposed today. */
export async function previewPolicy(context: Context, body: unknown): Promise<ProposalPreview> {
  const { db, clock, principal } = context;
  const params: unknown[] = [];
  const open = await db.query<ActionRow & { accountName: string }>(`select ${actionColumns('x')}, a.name as "accountName" from action x join account a on a.id = x.account_id where x.status in ('draft', 'waiting', 'scheduled') and ${bookCondition(principal, 'a', params)} order by a.name, x.id limit 2000`, params);
  const inForce = await readPolicy(db, clock);
  const draft = { policy: policyDefinition.parse(body), version: inForce.version };
  const [before, after] = [await judgeActions(db, clock, inForce, open), await judgeActions(db, clock, draft, open)];
  const rows = open.flatMap(({ id, accountId, accountName, type, content }) => {
    const [now, then] = [before.get(id), after.get(id)];
    if (!now || !then) return [];
    const [was, would] = [decide(now.draft, inForce.policy, now.history, clock.now()), decide(then.draft, draft.policy, then.history, clock.now())];
    const words = ({ outcome, reason }: Decision) => `${cut(content.subject ?? type.replaceAll('_', ' '))}: ${outcomes[outcome]}${outcome === 'refused' ? `. ${reason}` : ''}`;
    return was.outcome === would.outcome ? [] : [{ accountId, accountName, from: words(was), to: words(would) }];
  });
  return { summary: `${open.length} action${open.length === 1 ? '' : 's'} wait${open.length === 1 ? 's' : ''} or ${open.length === 1 ? 'is' : 'are'} planned; ${rows.length} would be decided otherwise today. Approvals not used by then must be given again.`, total: rows.length, rows: rows.slice(0, mostRows) };
}
