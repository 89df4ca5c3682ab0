import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDays, dayStart } from '../../lib/period.ts';
import { generateSample } from './generate-sample.ts';
import { writeSample } from './write-sample.ts';
import type { Truth } from './sample-company.ts';

const today = '2026-03-18';
const company = generateSample({ seed: 11, today, accounts: 90 });
const events = [...company.events];
const weeks = [...company.usageWeeks];

function planted(kind: string): Truth {
  const truth = company.truths.find((candidate) => candidate.kind === kind);
  if (truth === undefined) throw new Error(`nothing planted as ${kind}`);
  return truth;
}

async function digests(seed: number): Promise<Record<string, string>> {
  const dir = await mkdtemp(join(tmpdir(), 'sample-'));
  try {
    const paths = await writeSample(generateSample({ seed, today, accounts: 40 }), dir);
    const entries = await Promise.all(paths.map(async (path) => [basename(path), createHash('sha256').update(await readFile(path)).digest('hex')]));
    return Object.fromEntries(entries);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe('generateSample', () => {
  it('writes the same bytes for the same seed and others for another', async () => {
    const [first, second, other] = [await digests(3), await digests(3), await digests(4)];
    expect(second).toEqual(first);
    expect(Object.keys(first)).toContain('events.ndjson.gz');
    expect(other['events.ndjson.gz']).not.toBe(first['events.ndjson.gz']);
  });

  it('refers only to accounts and people that exist', () => {
    const accounts = new Set(company.accounts.map((row) => row.account_id));
    const emails = new Set(company.people.map((row) => row.email));
    for (const rows of [company.people, company.subscriptions, company.invoices, company.tickets, company.surveys, company.conversations, company.changes, company.churn, events, weeks]) {
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => !accounts.has(row.account_id))).toEqual([]);
    }
    expect(company.accounts.filter((row) => row.parent_account_id !== '' && !accounts.has(row.parent_account_id))).toEqual([]);
    expect(company.tickets.filter((row) => row.requester_email !== '' && !emails.has(row.requester_email))).toEqual([]);
    expect(new Set(events.map((row) => row.message_id)).size).toBe(events.length);
  });

  it('keeps every record before today and after the customer began', () => {
    const begins = new Map(company.accounts.map((row) => [row.account_id, row.customer_since]));
    const moments = [
      ...company.tickets.map((row) => [row.account_id, row.created_at, row.solved_at] as const),
      ...company.surveys.map((row) => [row.account_id, row.answered_at] as const),
      ...company.conversations.map((row) => [row.account_id, row.occurred_at] as const),
      ...events.map((row) => [row.account_id, row.timestamp] as const),
    ];
    expect(moments.filter(([, ...times]) => times.some((time) => time !== undefined && time >= today))).toEqual([]);
    expect(moments.filter(([account, first]) => first < (begins.get(account) as string))).toEqual([]);
    expect(company.invoices.filter((row) => row.paid_on !== '' && row.paid_on < row.issued_on)).toEqual([]);
  });

  it('never tells one account and week twice, raw and summed', () => {
    const firstRaw = events.reduce((first, { timestamp }) => (timestamp < first ? timestamp : first), today).slice(0, 10);
    const lastSum = weeks.reduce((last, { week_start }) => (week_start > last ? week_start : last), '');
    expect(addDays(lastSum, 7) <= firstRaw).toBe(true);
    expect(weeks.every(({ week_start }) => dayStart(week_start).getUTCDay() === 1)).toBe(true);
  });

  it('works less at weekends and in the last days of December', () => {
    const perDay = new Map<string, number>();
    for (const { timestamp } of events) perDay.set(timestamp.slice(0, 10), (perDay.get(timestamp.slice(0, 10)) ?? 0) + 1);
    const mean = (keep: (day: string, weekday: number) => boolean) => {
      const counts = [...perDay].filter(([day]) => keep(day, dayStart(day).getUTCDay())).map(([, count]) => count);
      return counts.reduce((sum, count) => sum + count, 0) / counts.length;
    };
    const workday = mean((day, weekday) => weekday % 6 !== 0 && day.startsWith('2025-11'));
    expect(mean((day, weekday) => weekday % 6 === 0 && day.startsWith('2025-11'))).toBeLessThan(workday * 0.3);
    expect(mean((day, weekday) => weekday % 6 !== 0 && day >= '2025-12-24' && day <= '2025-12-31')).toBeLessThan(workday * 0.6);
  });

  it('lets some customers leave for each kind of cause, some of them silently', () => {
    const { churn, truths } = generateSample({ seed: 7, today, accounts: 240 });
    const causes = new Set(truths.filter(({ kind }) => kind.startsWith('left_')).map(({ kind }) => kind));
    expect(churn.length).toBeGreaterThan(25);
    expect(churn.length).toBeLessThan(80);
    expect([...causes]).toEqual(expect.arrayContaining(['left_usage_decay', 'left_champion_left', 'left_ticket_trouble', 'left_silent']));
  });
});

describe('planted truths', () => {
  const usesOf = (account: string, from: string, to: string) => events.filter((row) => row.account_id === account && row.timestamp >= from && row.timestamp < to).length;

  it('cover every signal type once', () => {
    const expected = company.truths.map(({ expectation }) => expectation).filter((type) => type !== null);
    expect(new Set(expected).size).toBe(expected.length);
    expect(expected.length).toBeGreaterThanOrEqual(28);
  });

  it('lets usage collapse and fall silent where it says so', () => {
    const collapse = planted('usage_collapse');
    const before = usesOf(collapse.accountId, addDays(collapse.day, -28), collapse.day);
    expect(usesOf(collapse.accountId, addDays(today, -28), today)).toBeLessThan(before * 0.5);
    const silent = planted('went_silent');
    expect(usesOf(silent.accountId, addDays(silent.day, -28), silent.day)).toBeGreaterThan(20);
    expect(usesOf(silent.accountId, silent.day, today)).toBe(0);
  });

  it('abandons exactly the planted feature', () => {
    const { accountId, day } = planted('feature_abandoned');
    const uses = (from: string, to: string) => events.filter((row) => row.account_id === accountId && row.feature === 'automation_run' && row.timestamp >= from && row.timestamp < to).length;
    expect(uses(addDays(day, -56), day)).toBeGreaterThan(8);
    expect(uses(day, today)).toBe(0);
    expect(usesOf(accountId, day, today)).toBeGreaterThan(100);
  });

  it('fills in the records behind the others', () => {
    const of = <T extends { account_id: string }>(rows: readonly T[], kind: string) => rows.filter((row) => row.account_id === planted(kind).accountId);
    expect(of(company.people, 'champion_left').find(({ role }) => role === 'champion')?.left_on).toBe(planted('champion_left').day);
    expect(of(company.people, 'single_threaded')).toHaveLength(1);
    expect(of(company.tickets, 'ticket_spike').filter(({ created_at }) => created_at >= planted('ticket_spike').day).length).toBeGreaterThanOrEqual(5);
    expect(of(company.surveys, 'detractor').some(({ score, answered_at }) => score === 2 && answered_at >= planted('detractor').day)).toBe(true);
    expect(of(company.invoices, 'invoice_overdue').some(({ paid_on, due_on }) => paid_on === '' && due_on < addDays(today, -30))).toBe(true);
    expect(of(company.subscriptions, 'seats_shrinking').some(({ cancelled_on }) => cancelled_on === planted('seats_shrinking').day)).toBe(true);
    expect(of(company.subscriptions, 'downgrade').some(({ cancelled_on }) => cancelled_on === planted('downgrade').day)).toBe(true);
    expect(of(company.subscriptions, 'opt_out_near').some(({ opt_out_date }) => opt_out_date > today && opt_out_date < addDays(today, 30))).toBe(true);
    expect(of(company.conversations, 'cancel_words').some(({ text }) => text.includes('cancel our subscription'))).toBe(true);
    expect(of(company.conversations, 'competitor_words').some(({ text }) => text.includes('competitor'))).toBe(true);
    expect(of(company.changes, 'funding')).toHaveLength(1);
    expect(of(company.subscriptions, 'notice_given').at(-1)?.cancellation_notice_date).not.toBe('');
    const duplicate = of(company.accounts, 'duplicate_account')[0];
    expect(company.accounts.filter(({ domain }) => domain === duplicate?.domain)).toHaveLength(2);
  });
});
