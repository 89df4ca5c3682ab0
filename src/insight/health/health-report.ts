import type { HealthEngines, HealthProgram } from './health-program.ts';
import type { AccountHealth } from './read-health.ts';

/** What to look at before trusting the scores: how they spread, how much is known, and what cannot tell accounts apart. */
export interface HealthReport {
  accounts: number;
  bands: { band: string; accounts: number; share: number }[];
  deciles: number[];
  coverage: { mean: number; atFloor: number; shareAtFloor: number };
  crowdedBands: string[];
  constantFacts: { id: string; label: string; value: string }[];
  unknownFacts: { id: string; label: string; reason: string }[];
  unknownMeasures: { scorecardId: string; measureId: string; label: string; reason: string }[];
  byScorecard: { scorecardId: string; label: string; accounts: number; known: number; mean: number | null }[];
}

/** A band that holds more than this share of the scored accounts says little. */
const crowdedShare = 0.8;
const round = (value: number, digits = 4) => Math.round(value * 10 ** digits) / 10 ** digits;

function spread(health: readonly AccountHealth[]): Pick<HealthReport, 'bands' | 'deciles' | 'crowdedBands' | 'coverage'> {
  const known = health.filter((row) => row.band !== 'unknown');
  const bands = ['good', 'watch', 'risk', 'unknown'].map((band) => {
    const accounts = health.filter((row) => row.band === band).length;
    return { band, accounts, share: health.length ? round(accounts / health.length) : 0 };
  });
  const deciles = Array.from({ length: 10 }, (_, index) => known.filter((row) => Math.min(9, Math.floor((row.score ?? 0) / 10)) === index).length);
  const crowded = bands.filter(({ band, accounts }) => (band === 'unknown' ? health : known).length >= 10 && accounts / (band === 'unknown' ? health : known).length > crowdedShare).map((entry) => entry.band);
  const mean = health.length ? health.reduce((sum, row) => sum + row.coverage, 0) / health.length : 0;
  return { bands, deciles, crowdedBands: crowded, coverage: { mean: round(mean), atFloor: known.length, shareAtFloor: health.length ? round(known.length / health.length) : 0 } };
}

async function factReport(engines: HealthEngines, accountIds: readonly string[]): Promise<Pick<HealthReport, 'constantFacts' | 'unknownFacts'>> {
  const rows = await engines.db.query<{ id: string; distinct: number; known: number; value: string | null; reason: string | null }>(
    `select v.key as id, count(distinct v.value) filter (where v.value <> 'null'::jsonb)::int as distinct, count(*) filter (where v.value <> 'null'::jsonb)::int as known,
       min(v.value #>> '{}') as value, min(f.reasons ->> v.key) as reason
     from account_fact f, jsonb_each(f.values) v where f.account_id = any($1) group by v.key order by v.key`,
    [[...accountIds]],
  );
  const label = (id: string) => engines.words.get(id)?.label ?? id;
  return {
    constantFacts: rows.filter((row) => row.distinct === 1 && row.known >= 10).map((row) => ({ id: row.id, label: label(row.id), value: row.value ?? '' })),
    unknownFacts: rows.filter((row) => row.known === 0).map((row) => ({ id: row.id, label: label(row.id), reason: row.reason ?? 'no input' })),
  };
}

async function measureReport(engines: HealthEngines, program: HealthProgram, accountIds: readonly string[]): Promise<HealthReport['unknownMeasures']> {
  return (await engines.db.query<{ scorecardId: string; measureId: string; label: string; reason: string }>(
    `select h.scorecard_id as "scorecardId", d.value ->> 'id' as "measureId", min(d.value ->> 'label') as label, coalesce(min(d.value ->> 'unknownReason'), 'no input') as reason
     from health_now h, jsonb_array_elements(h.drivers) d where h.account_id = any($1) group by 1, 2 having count(d.value ->> 'score') = 0 order by 1, 2`,
    [[...accountIds]],
  )).filter((row) => program.card(row.scorecardId)?.measures.some((measure) => measure.id === row.measureId));
}

/** The report over the accounts given, as last scored. */
export async function readHealthReport(engines: HealthEngines, program: HealthProgram, health: readonly AccountHealth[]): Promise<HealthReport> {
  const scored = health.filter((row) => (program.card(row.scorecardId)?.measures.length ?? 0) > 0);
  const accountIds = scored.map((row) => row.accountId);
  const [facts, unknownMeasures] = await Promise.all([factReport(engines, accountIds), measureReport(engines, program, accountIds)]);
  const byScorecard = [...Map.groupBy(health, (row) => row.scorecardId)].map(([scorecardId, rows]) => {
    const known = rows.filter((row) => row.band !== 'unknown');
    return { scorecardId, label: program.card(scorecardId)?.definition.label ?? scorecardId, accounts: rows.length, known: known.length, mean: known.length ? round(known.reduce((sum, row) => sum + (row.score ?? 0), 0) / known.length, 2) : null };
  });
  return { accounts: scored.length, ...spread(scored), ...facts, unknownMeasures, byScorecard };
}
