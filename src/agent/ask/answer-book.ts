import type { BookRow } from '../../contract/account.ts';
import type { MetricGroup, MetricItem } from '../../contract/metric.ts';
import { addDays, daysBetween } from '../../lib/period.ts';
import type { Asked, Found } from './asked.ts';
import { fell, rose } from './intents.ts';
import { part, sumBy, type Say } from './say.ts';

const [mostRows, mostMovers, mostWork, silentDays, renewalDays, goodScore] = [10, 5, 5, 60, 90, 65];
const view = (id: string) => [{ kind: 'view', id }];
const account = (id: string) => [{ kind: 'account', id }];
const moneyOf = ({ arrMinor, currency }: { arrMinor: number | null; currency: string | null }) => ({ minor: arrMinor, currency });
const worthMost = (a: BookRow, b: BookRow) => (b.arrMinor ?? 0) - (a.arrMinor ?? 0);

function scopeOf({ question, vocabulary, say }: Asked): string {
  const owner = question.owner === 'me' ? null : (question.owner?.name ?? null);
  return say.words.scope({ owner: question.owner === 'me' && vocabulary.me ? (vocabulary.owners.find(({ id }) => id === vocabulary.me)?.name ?? null) : owner, segment: question.segment, industry: question.industry });
}

// "My" of somebody who owns no account is everything they may see, and the answer says so.
function ownerIdOf({ question, vocabulary }: Asked): string | null {
  return question.owner === 'me' ? vocabulary.me : (question.owner?.id ?? null);
}

const mineNote = ({ question, vocabulary, say }: Asked): string[] => (question.owner === 'me' && vocabulary.me === null ? [say.words.noBook] : []);

async function rowsOf(asked: Asked): Promise<BookRow[]> {
  const { items } = await asked.read<{ items: BookRow[] }>('account.book', asked.at);
  const { segment, industry } = asked.question;
  const ownerId = ownerIdOf(asked);
  return items.filter((row) => row.stage !== 'churned' && (segment === null || row.segment === segment) && (industry === null || row.industry === industry) && (ownerId === null || row.ownerId === ownerId));
}

function rowLine(say: Say, row: BookRow, extra: string) {
  return say.line(say.words.row(row.name, row.score === null ? '–' : say.number(row.score, 0), say.words.bands[row.band] ?? row.band, say.money(row.arrMinor, row.currency), extra), [...account(row.id), ...row.signals.slice(0, 2).map(({ id }) => ({ kind: 'signal', id }))], row.id);
}

function rowLines(say: Say, rows: readonly BookRow[], extra: (row: BookRow) => string, more: string) {
  return [...rows.slice(0, mostRows).map((row) => rowLine(say, row, extra(row))), rows.length > mostRows ? say.line(say.words.more(rows.length - mostRows), view(more)) : null];
}

/** Who is at risk, the most money first. */
export async function answerRisk(asked: Asked): Promise<Found> {
  const { say } = asked;
  const rows = await rowsOf(asked);
  const atRisk = rows.filter(({ band }) => band === 'risk').sort(worthMost);
  const unknown = rows.filter(({ band }) => band === 'unknown').length;
  const why = (row: BookRow) => row.signals.filter(({ family }) => family === 'risk').slice(0, 2).map(({ label }) => label).join(', ');
  return {
    sections: part(say.words.titles.risk, [
      say.line(say.words.riskCount(atRisk.length, say.sums(sumBy(atRisk, moneyOf)), scopeOf(asked)), view('/?tab=risk')), ...rowLines(say, atRisk, why, '/?tab=risk'), unknown ? say.line(say.words.unknownCount(unknown), view('/health?view=coverage')) : null,
    ]),
    unknown: mineNote(asked),
  };
}

/** Whose term ends within the days asked about, default 90. */
export async function answerRenewals(asked: Asked): Promise<Found> {
  const { say, today, question } = asked;
  const { from, to } = question.period ?? { from: today, to: addDays(today, renewalDays) };
  const onlyRisk = /\b(risk|gefahrdet\w*|risiko\w*)\b/.test(question.text);
  const rows = (await rowsOf(asked)).filter((row) => row.renewalOn !== null && row.renewalOn >= from && row.renewalOn <= to && (!onlyRisk || row.band === 'risk')).sort((a, b) => (a.renewalOn ?? '').localeCompare(b.renewalOn ?? '') || worthMost(a, b));
  const scope = [scopeOf(asked), onlyRisk ? say.words.bands.risk : ''].filter(Boolean).join(', ');
  return {
    sections: part(say.words.titles.renewals, [say.line(say.words.renewalCount(rows.length, say.day(from), say.day(to), say.sums(sumBy(rows, moneyOf)), scope), view('/?tab=renewing')), ...rowLines(say, rows, (row) => say.words.renewal(row.renewalOn === null ? '' : say.day(row.renewalOn)), '/?tab=renewing')]),
    unknown: mineNote(asked),
  };
}

/** Who could speak for us: healthy, without a grave risk signal, and with an own sign of being content. */
export async function answerReferences(asked: Asked): Promise<Found> {
  const { say } = asked;
  const grave = new Set(['high', 'critical']);
  const rows = (await rowsOf(asked)).filter((row) => row.band === 'good' && (row.score ?? 0) >= goodScore && row.signals.some(({ family }) => family === 'advocacy') && !row.signals.some(({ family, severity }) => family === 'risk' && grave.has(severity)));
  rows.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const why = (row: BookRow) => row.signals.filter(({ family }) => family === 'advocacy').map(({ label }) => label).join(', ');
  const lines = rows.slice(0, mostRows).map((row) => say.line(say.words.row(row.name, say.number(row.score ?? 0, 0), say.words.bands[row.band] ?? row.band, say.money(row.arrMinor, row.currency), why(row)), [...account(row.id), ...row.signals.filter(({ family }) => family === 'advocacy').map(({ id }) => ({ kind: 'signal', id }))], row.id));
  return { sections: part(say.words.titles.references, [say.line(say.words.referenceCount(rows.length, scopeOf(asked)), view('/signals?family=advocacy')), ...lines]), unknown: rows.length ? [say.words.consent, ...mineNote(asked)] : mineNote(asked) };
}

/** Who has not been spoken with for two months, the longest first. */
export async function answerSilent(asked: Asked): Promise<Found> {
  const { say, today } = asked;
  const rows = (await rowsOf(asked)).filter(({ lastTouchOn }) => lastTouchOn === null || daysBetween(lastTouchOn, today) > silentDays).sort((a, b) => (a.lastTouchOn ?? '').localeCompare(b.lastTouchOn ?? '') || worthMost(a, b));
  return { sections: part(say.words.titles.silent, [say.line(say.words.silentCount(rows.length, silentDays, scopeOf(asked)), view('/leader')), ...rowLines(say, rows, ({ lastTouchOn }) => (lastTouchOn ? say.words.lastTouch(say.day(lastTouchOn)) : say.words.noTouch), '/')]), unknown: mineNote(asked) };
}

interface Mover { accountId: string; accountName: string; points: number; score: number; band: string }

function moverLines(say: Say, movers: readonly Mover[]) {
  return movers.slice(0, mostMovers).map((one) => say.line(say.words.mover(one.accountName, say.signed(one.points), say.number(one.score, 0), say.words.bands[one.band] ?? one.band), [{ kind: 'account', id: one.accountId }, { kind: 'health', id: one.accountId }], one.accountId));
}

/** Whose health moved most. The past that is compared with is 7, 28 or 90 days ago, whichever is nearest to what was asked. */
export async function answerMovers({ read, at, question, say, today }: Asked): Promise<Found> {
  const asked = question.period ? Math.abs(daysBetween(question.period.from, today)) : 28;
  const days = [7, 28, 90].toSorted((a, b) => Math.abs(a - asked) - Math.abs(b - asked))[0];
  const movers = await read<{ from: string; rising: Mover[]; falling: Mover[] }>('health.movers', { limit: mostMovers, days, ...at });
  const [up, down] = [rose.test(question.text), fell.test(question.text)];
  return { sections: [...(up && !down ? [] : part(say.words.titles.fell(say.day(movers.from)), moverLines(say, movers.falling))), ...(down && !up ? [] : part(say.words.titles.rose(say.day(movers.from)), moverLines(say, movers.rising)))] };
}

interface Work { items: { kind: string; id: string; accountId: string | null; accountName: string | null; title: string; why: string; reason: string }[]; total: number }

async function workLines({ read, context, say }: Asked) {
  const work = await read<Work>('cockpit.list', { limit: mostWork, ...(context.principal.userId ? {} : { who: 'all' }) });
  if (work.items.length === 0) return [say.line(say.words.noWork)];
  return work.items.map((one) => say.line(say.words.work(one.title, one.accountName, one.why, one.reason).trim(), [{ kind: one.kind, id: one.id }, ...(one.accountId ? account(one.accountId) : [])], one.accountId));
}

/** What to do first. */
export async function answerNext(asked: Asked): Promise<Found> {
  return { sections: part(asked.say.words.titles.first, await workLines(asked)) };
}

/** How the book stands, what moved and what comes first. */
export async function answerBook(asked: Asked): Promise<Found> {
  const { say, read, at } = asked;
  const rows = await rowsOf(asked);
  const count = (band: string) => rows.filter((row) => row.band === band).length;
  const scored = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  const mean = scored.length ? say.number(scored.reduce((sum, score) => sum + score, 0) / scored.length, 0) : null;
  const whole = asked.question.segment === null && ownerIdOf(asked) === null;
  const movers = whole ? await read<{ from: string; rising: Mover[]; falling: Mover[] }>('health.movers', { limit: mostMovers, ...at }) : null;
  const scope = scopeOf(asked);
  return {
    sections: [
      ...part(scope ? `${say.words.titles.book} ${scope}` : say.words.titles.book, [
        say.line(say.words.standing(rows.length, count('good'), count('watch'), count('risk'), count('unknown'), mean), view('/health')),
        say.line(say.words.riskSum(say.sums(sumBy(rows.filter(({ band }) => band === 'risk'), moneyOf)), say.sums(sumBy(rows, moneyOf))), view('/?tab=risk')),
      ]),
      ...part(say.words.titles.first, await workLines(asked)), ...(movers ? part(say.words.titles.fell(say.day(movers.from)), moverLines(say, movers.falling)) : []),
    ],
    unknown: mineNote(asked),
  };
}

function valueText(say: Say, value: number, unit: string): string {
  if (unit === 'fraction') return `${say.number(value * 100)}%`;
  return /^[A-Z]{3}$/.test(unit) ? say.money(value, unit) : `${say.number(value)}${unit === 'points' || unit === 'count' ? '' : ` ${unit}`}`;
}

/** One figure of the company, or its part for a segment, an owner or an industry. */
export async function answerMetric(asked: Asked): Promise<Found> {
  const { read, question, say, at } = asked;
  const id = question.metric ?? '';
  const record = [{ kind: 'metric', id }];
  const by = question.segment !== null ? 'segment' : question.industry !== null ? 'industry' : question.owner !== null && ownerIdOf(asked) !== null ? 'owner' : null;
  const { items } = await read<{ items: MetricItem[] }>('metric.list', at);
  const metric = items.find((one) => one.id === id);
  if (!metric) return { sections: [], unknown: [say.words.noMetric(id, '')] };
  if (metric.value === null) return { sections: part(say.words.titles.metric, [say.line(say.words.noMetric(metric.label, metric.unavailable ?? ''), record)]) };
  if (by !== null) {
    const wanted = by === 'owner' ? (asked.vocabulary.owners.find((one) => one.id === ownerIdOf(asked))?.name ?? '') : (question.segment ?? question.industry ?? '');
    const { items: groups } = await read<{ items: MetricGroup[] }>('metric.breakdown', { id, by, ...at });
    const group = groups.find((one) => one.group === wanted);
    if (!group || group.value === null) return { sections: [], unknown: [say.words.noGroup(wanted)] };
    return { sections: part(say.words.titles.metric, [say.line(say.words.metricGroup(metric.label, wanted, valueText(say, group.value, metric.unit), group.accounts), record), say.line(say.words.metric(metric.label, valueText(say, metric.value, metric.unit), null, metric.n, say.words.counted(metric.nOf, metric.n)), record)]), ...(group.accounts < 10 ? { unknown: [say.words.few] } : {}) };
  }
  const target = metric.target && metric.target.variant === null ? `${metric.target.op} ${valueText(say, metric.target.value, metric.unit)}` : null;
  return {
    sections: part(say.words.titles.metric, [say.line(say.words.metric(metric.label, valueText(say, metric.value, metric.unit), target, metric.n, say.words.counted(metric.nOf, metric.n)), record), say.line(say.words.window(say.day(metric.window.from), say.day(metric.window.to)), record), say.line(say.words.definition(metric.definition), record)]),
    unknown: [...(metric.few ? [say.words.few] : []), ...metric.notes],
  };
}
