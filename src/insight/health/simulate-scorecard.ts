import { setImmediate } from 'node:timers/promises';
import type { HealthSimulation } from '../../contract/book-health.ts';
import type { Band } from '../../contract/health.ts';
import { fault, type FieldFault } from '../../lib/fault.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { FactValues } from '../../program/definition/expression.ts';
import { bandFromScores, rawBand } from './band-from-scores.ts';
import { isScored, type BookHealth } from './book-health.ts';
import { readBandMemory } from './close-store.ts';
import { compileScorecard, chooseScorecard, type CompiledScorecard } from './compile-scorecard.ts';
import { derivePeers } from './derive-peers.ts';
import type { HealthProgram } from './health-program.ts';
import { readOverrides, readPulses } from './judgement-store.ts';
import { ledgerChanges, type LedgerDriver } from './ledger-changes.ts';
import type { ScoredVector } from './measure-value.ts';
import { readPeers } from './peer-store.ts';
import { scoreAccount, type AccountScore } from './score-account.ts';
import { bandScore, pulseAt } from './score-day.ts';
import { scorecardKind, type Scorecard } from './scorecard.ts';
import { countBands, crossingsOf, meanScore, sumArr } from './spread.ts';

/** Largest definition and most measures that are tried out: a what-if runs while someone waits. */
const longestDefinition = 200_000;
const mostMeasures = 200;
const accountsPerTurn = 400;
const shownDrivers = 3;

/** Checks a scorecard as approving it would. Throws an `invalid` Fault with all faults at their places. */
export function checkDraft(draft: unknown, facts: ReadonlySet<string>): Scorecard {
  if (JSON.stringify(draft).length > longestDefinition) throw fault('tooLarge', 'definition', `A scorecard of more than ${longestDefinition} characters is not tried out.`);
  const parsed = scorecardKind.schema.safeParse(draft);
  const fields: FieldFault[] = parsed.success ? [...(scorecardKind.check?.(parsed.data, facts) ?? [])] : parsed.error.issues.map((issue) => ({ path: issue.path.join('.') || '(definition)', message: issue.message }));
  if (!parsed.success || fields.length > 0) throw fault('invalid', 'definition', fields.map((field) => `${field.path}: ${field.message}`).join('; '), { fields });
  return parsed.data;
}

/** The facts that scoring by these cards reads. */
function factsRead(cards: readonly CompiledScorecard[]): string[] {
  const ages = cards.flatMap((card) => card.measures.flatMap((measure) => (measure.shape?.type === 'target' ? [measure.shape.age] : [])));
  const conditions = cards.flatMap((card) => [card.applies, ...card.caps.map((cap) => cap.when), ...card.exceptions.map((exception) => exception.when)]);
  return [...new Set(['account.segment', 'account.stage', ...ages, ...cards.flatMap((card) => card.measures.flatMap((measure) => measure.references)), ...conditions.flatMap((condition) => condition?.references ?? [])])];
}

/** What the newest scoring saw of an account: the facts asked for, what was too old by then, and the points. */
interface Cached {
  accountId: string;
  values: FactValues | null;
  computedScore: number | null;
  drivers: { id: string; label: string; score: number | null; points: number; stale: boolean }[];
}

function readCached({ db }: Context, accountIds: readonly string[], facts: readonly string[]): Promise<Cached[]> {
  return db.query<Cached>(
    `select f.account_id as "accountId", (select jsonb_object_agg(k, f.values -> k) from unnest($2::text[]) k where f.values ? k) as values, h.computed_score as "computedScore",
       (select jsonb_agg(jsonb_build_object('id', d -> 'id', 'label', d -> 'label', 'score', d -> 'score', 'points', d -> 'points', 'stale', d -> 'stale')) from jsonb_array_elements(h.drivers) d) as drivers
     from account_fact f join health_now h on h.account_id = f.account_id where f.account_id = any($1) order by f.account_id`,
    [[...accountIds], [...facts]],
  );
}

interface Tried {
  card: CompiledScorecard;
  result: AccountScore;
}

type Row = BookHealth & { toScore: number | null; toBand: Band; toScorecardId: string; points: number | null; drivers: { id: string; label: string; points: number }[] };

function toRow(row: BookHealth, cached: Cached, tried: Tried | undefined, band: Band, override: number | null): Row {
  const toScore = override ?? tried?.result.score ?? null;
  const before: LedgerDriver[] = cached.drivers.map((driver) => ({ ...driver, value: null }));
  const after: LedgerDriver[] = tried?.result.drivers ?? [];
  const drivers = ledgerChanges(before.filter((driver) => driver.id !== 'override'), after).slice(0, shownDrivers);
  const labels = new Map(before.map((driver) => [driver.id, driver.label]));
  return {
    ...row, toScore, toBand: band, toScorecardId: tried?.card.id ?? row.scorecardId, points: toScore === null || row.score === null ? null : Math.round((toScore - row.score) * 100) / 100,
    drivers: drivers.map((change) => ({ id: change.id, label: change.label ?? labels.get(change.id) ?? change.id, points: change.points })),
  };
}

/** Scores every account by the changed programme, in turns so that the process goes on serving meanwhile. */
async function tryAll(context: Context, rows: readonly BookHealth[], program: HealthProgram, tried: HealthProgram): Promise<Row[]> {
  const at = context.clock.now();
  const day = dayOf(at);
  const ids = rows.map((row) => row.accountId);
  const [cached, frozen, pulses, overrides, memory] = await Promise.all([
    readCached(context, ids, factsRead([...program.cards, ...tried.cards])), readPeers(context.db, [addDays(day, -1)]), readPulses(context.db, ids), readOverrides(context.db, at, ids), readBandMemory(context.db, day, ids),
  ]);
  const vectors = new Map(cached.map((row): [string, ScoredVector] => [row.accountId, { accountId: row.accountId, values: row.values ?? {}, reasons: {}, freshness: {} }]));
  // A measure that is newly held against peers has no frozen distribution yet.
  const peers = new Map([...derivePeers(tried, [...vectors.values()]), ...(frozen.get(addDays(day, -1)) ?? [])]);
  const byId = new Map(cached.map((row) => [row.accountId, row]));
  const results: Row[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % accountsPerTurn === 0) {
      context.signal?.throwIfAborted();
      await setImmediate();
    }
    const own = byId.get(row.accountId);
    const vector = vectors.get(row.accountId);
    if (!own || !vector) continue;
    const card = chooseScorecard(tried.cards, vector.values);
    const expired = new Set(own.drivers.filter((driver) => driver.stale).map((driver) => driver.id));
    const result = card && scoreAccount(card, { vector, peers, pulse: pulseAt(pulses.get(row.accountId), at), at, expired });
    const override = overrides.get(row.accountId)?.score ?? null;
    const band = !card || !result ? 'unknown' : override !== null ? rawBand(override, card.definition.bands) : bandFromScores([...(memory.scores.get(row.accountId) ?? []), bandScore(result)], card.definition.bands);
    results.push(toRow(row, own, card && result ? { card, result } : undefined, band, override));
  }
  return results;
}

const rank = { risk: 0, watch: 1, good: 2, unknown: -1 } as const;

/**
 * What the book would show if this scorecard were approved now: the re-score that would follow, without storing anything. The facts, peers and band
 * memory are those of the newest scoring, so an unchanged scorecard moves nobody.
 */
export async function simulateScorecard(context: Context, program: HealthProgram, rows: readonly BookHealth[], draft: Scorecard, limit: number): Promise<HealthSimulation> {
  const current = program.card(draft.id);
  const compiled = compileScorecard(draft, (current?.version ?? 0) + 1);
  if (compiled.measures.length > mostMeasures) throw fault('tooLarge', 'definition', `A scorecard of more than ${mostMeasures} measures is not tried out.`);
  const cards = [...program.cards.filter((card) => card.id !== draft.id), compiled];
  const tried: HealthProgram = { cards, segments: program.segments, card: (id) => cards.find((card) => card.id === id) };
  const all = await tryAll(context, rows.filter((row) => isScored(program, row)), program, tried);
  const own = all.filter((row) => row.scorecardId === draft.id || row.toScorecardId === draft.id);
  const changed = own.filter((row) => row.band !== row.toBand);
  const moved = own.filter((row) => row.points !== null && Math.abs(row.points) >= 0.05);
  const byImpact = own.filter((row) => row.band !== row.toBand || (row.points !== null && Math.abs(row.points) >= 0.05))
    .sort((a, b) => Number(b.band !== b.toBand) - Number(a.band !== a.toBand) || Math.abs(b.points ?? 0) - Math.abs(a.points ?? 0) || (a.accountName < b.accountName ? -1 : 1));
  const after = own.map((row) => ({ score: row.toScore, band: row.toBand, arrMinor: row.arrMinor, currency: row.currency }));
  return {
    scorecardId: draft.id, basedOn: current?.version ?? null, at: dayOf(context.clock.now()), accounts: own.length,
    before: { bands: countBands(own), mean: meanScore(own), riskArr: sumArr(own.filter((row) => row.band === 'risk')) },
    after: { bands: countBands(after), mean: meanScore(after), riskArr: sumArr(after.filter((row) => row.band === 'risk')) },
    changedBand: changed.length, better: changed.filter((row) => rank[row.toBand] > rank[row.band]).length, worse: changed.filter((row) => rank[row.toBand] < rank[row.band]).length,
    changedScore: moved.length, arrChanged: sumArr(changed), crossings: crossingsOf(own, (row) => row.band, (row) => row.toBand),
    items: byImpact.slice(0, limit).map(({ group: _group, ...row }) => row),
    notes: [],
  };
}
