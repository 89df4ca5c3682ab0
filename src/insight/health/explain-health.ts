import type { Band, Driver, HealthDetail } from '../../contract/health.ts';
import type { Evidence } from '../../contract/listing.ts';

/** What the sentence is made from: the score, how it moved, and the lines behind it with their evidence. */
export interface Explained {
  score: number | null;
  computedScore: number | null;
  band: Band;
  coverage: number;
  moved: HealthDetail['moved'];
  drivers: readonly Driver[];
  override: { score: number; reason: string; by: string; expiresAt: string } | null;
  good: number;
  /** Per baseline, the label of the scorecard that scored the account then, when it was another one. */
  formerCard?: { d7: string | null; d28: string | null; d90: string | null; now: string };
}

export type SentencePart = HealthDetail['sentence'][number];

const horizons = [['d90', '90 days'], ['d28', '28 days'], ['d7', '7 days']] as const;
/** Movement below this many points is called steady. */
const steadyPoints = 2.5;
/** Lines that cost or carry less than this many points are not told where nothing moved. */
const leastPoints = 1.5;
const spelled = ['No', 'One driver', 'Two drivers', 'Three drivers'];

const say = (text: string, evidence: readonly Evidence[] = []): SentencePart => ({ text, evidence: [...evidence] });
const whole = (points: number) => `${Math.round(Math.abs(points))} ${Math.round(Math.abs(points)) === 1 ? 'point' : 'points'}`;
const signed = (points: number) => `${points < 0 ? '−' : '+'}${Math.abs(points) < 9.95 ? Math.abs(Math.round(points * 10) / 10) : Math.round(Math.abs(points))}`;

function lower(label: string): string {
  return /^[A-Z][A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

function listed(parts: readonly SentencePart[]): SentencePart[] {
  return parts.map((part, index) => ({ ...part, text: `${index === 0 ? '' : index === parts.length - 1 ? ' and ' : ', '}${part.text}` }));
}

function unknownParts({ coverage, drivers }: Explained): SentencePart[] {
  const missing = [...new Set(drivers.filter((driver) => driver.score === null && driver.group !== null && driver.id !== 'pulse').map((driver) => driver.unknownReason ?? ''))].filter(Boolean).slice(0, 3);
  const known = `Health is unknown: ${coverage === 0 ? 'nothing of what counts' : `only ${Math.round(coverage * 100)} % of what counts`} is known.`;
  return [say(missing.length ? `${known} Missing: ${missing.map((reason) => lower(reason).replace(/\.$/, '')).join('; ')}.` : known)];
}

/** The fewest lines that together explain the movement: up to three, ended when four fifths are told. */
function chiefMovers(drivers: readonly Driver[], horizon: 'd7' | 'd28' | 'd90', sign: number): { chosen: Driver[]; share: number } {
  const movers = drivers.filter((driver) => (driver.moved[horizon] ?? 0) * sign > 0.05).sort((a, b) => Math.abs(b.moved[horizon] ?? 0) - Math.abs(a.moved[horizon] ?? 0));
  const all = movers.reduce((sum, driver) => sum + Math.abs(driver.moved[horizon] ?? 0), 0);
  const chosen: Driver[] = [];
  let told = 0;
  for (const driver of movers.slice(0, 3)) {
    if (all > 0 && told / all >= 0.8) break;
    chosen.push(driver);
    told += Math.abs(driver.moved[horizon] ?? 0);
  }
  return { chosen, share: all === 0 ? 0 : told / all };
}

/** A line in words; its label is left out where the text begins with it. */
function named({ label, text }: Driver, extra = ''): string {
  if (text.toLowerCase().startsWith(label.toLowerCase())) return extra ? `${lower(text)} (${extra})` : lower(text);
  return `${lower(label)} (${text}${extra && '; '}${extra})`;
}

const moverPart = (horizon: 'd7' | 'd28' | 'd90') => (driver: Driver) => say(named(driver, signed(driver.moved[horizon] ?? 0)), driver.evidence);

const plus = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

/** Lines of one group that say the same thing, such as a level and its place among customers, told as one. */
function withoutEchoes(drivers: readonly Driver[]): Driver[] {
  const told = new Map<string, Driver>();
  for (const driver of drivers) {
    const key = driver.score === null ? driver.id : `${driver.group} ${driver.text.split(';')[0]}`;
    const first = told.get(key);
    if (!first) told.set(key, driver);
    else told.set(key, { ...first, weight: first.weight + driver.weight, points: first.points + driver.points, score: first.score === null ? driver.score : (first.points + driver.points) / (first.weight + driver.weight), moved: { d7: plus(first.moved.d7, driver.moved.d7), d28: plus(first.moved.d28, driver.moved.d28), d90: plus(first.moved.d90, driver.moved.d90) } });
  }
  return [...told.values()];
}

function movementParts(given: Explained, horizon: 'd7' | 'd28' | 'd90', period: string): SentencePart[] {
  const total = given.moved[horizon] ?? 0;
  const sign = Math.sign(total);
  const { chosen, share } = chiefMovers(given.drivers, horizon, sign);
  const parts = [say(`Health ${sign < 0 ? 'fell' : 'rose'} ${whole(total)} in ${period}.`)];
  const former = given.formerCard?.[horizon];
  if (former) parts.push(say(` It is scored by "${given.formerCard?.now}" now, by "${former}" then.`));
  if (chosen.length) {
    const extent = share >= 0.8 ? (chosen.length === 1 ? 'explains nearly all of it' : 'explain nearly all of it') : share >= 0.5 ? (chosen.length === 1 ? 'explains most of it' : 'explain most of it') : chosen.length === 1 ? 'is the largest part of it' : 'are the largest part of it';
    parts.push(say(` ${spelled[chosen.length]} ${extent}: `), ...listed(chosen.map(moverPart(horizon))), say('.'));
  }
  const against = chiefMovers(given.drivers, horizon, -sign).chosen.filter((driver) => Math.abs(driver.moved[horizon] ?? 0) >= 1.5).slice(0, 2);
  if (against.length) parts.push(say(sign < 0 ? ' Against that, ' : ' Held back by '), ...listed(against.map(moverPart(horizon))), say('.'));
  const touched = new Set([...chosen, ...against].map((driver) => driver.group));
  const holding = [...Map.groupBy(given.drivers.filter((driver) => driver.score !== null && driver.weight > 0 && !touched.has(driver.group)), (driver) => driver.group)]
    .filter(([, own]) => own.every((driver) => Math.abs(driver.moved[horizon] ?? 0) < 0.5) && own.reduce((sum, driver) => sum + driver.points, 0) / own.reduce((sum, driver) => sum + driver.weight, 0) >= given.good);
  if (sign < 0 && holding.length) parts.push(say(` ${listed(holding.slice(0, 2).map(([group]) => say(lower(String(group))))).map((part) => part.text).join('').replace(/^./, (first) => first.toUpperCase())} ${holding.length === 1 ? 'holds' : 'hold'}.`));
  return parts;
}

/** What costs the score most: the points between each line and a full score. Where nothing costs a point and a half, what carries it. */
function weightParts(given: Explained): SentencePart[] {
  const scored = given.drivers.filter((driver) => driver.score !== null && driver.weight > 0);
  const cost = (driver: Driver) => driver.weight * (100 - (driver.score ?? 100));
  const told = (opening: string, chosen: readonly Driver[]) => [say(opening), ...listed(chosen.map((driver) => say(named(driver), driver.evidence))), say('.')];
  const costly = scored.filter((driver) => cost(driver) >= leastPoints).sort((a, b) => cost(b) - cost(a)).slice(0, 2);
  if (costly.length) return told(' What costs it most: ', costly);
  const carrying = scored.filter((driver) => driver.points >= leastPoints).sort((a, b) => b.points - a.points).slice(0, 2);
  return carrying.length ? told(' Nothing holds it down. What carries it most: ', carrying) : [say(' Nothing holds it down.')];
}

function standingParts(given: Explained): SentencePart[] {
  const known = horizons.find(([key]) => given.moved[key] !== null);
  const score = Math.round(given.computedScore ?? 0);
  const opening = known ? `Health is steady at ${score}: ${Math.round(Math.abs(given.moved[known[0]] ?? 0)) === 0 ? 'it did not move' : `it moved ${whole(given.moved[known[0]] ?? 0)}`} in ${known[1]}.` : `Health is ${score}. There is no earlier score to compare it with.`;
  return [say(opening), ...weightParts(given)];
}

/**
 * What moved and why, in parts that carry their records. Compares with the longest fixed baseline on which the score moved;
 * says so when there is no baseline, when too little is known, and when a person set the score.
 */
export function explainHealth(explained: Explained): SentencePart[] {
  const given = { ...explained, drivers: withoutEchoes(explained.drivers) };
  const set = given.override ? [say(`${given.override.by} set health to ${Math.round(given.override.score)} until ${given.override.expiresAt.slice(0, 10)} (${given.override.reason}); the rules say ${given.computedScore === null ? 'it is unknown' : Math.round(given.computedScore)}. `)] : [];
  if (given.computedScore === null || (given.band === 'unknown' && !given.override)) return [...set, ...unknownParts(given)];
  const horizon = horizons.find(([key]) => Math.abs(given.moved[key] ?? 0) >= steadyPoints);
  const parts = horizon ? movementParts(given, horizon[0], horizon[1]) : standingParts(given);
  const caps = given.drivers.filter((driver) => driver.id.startsWith('cap:') && !parts.some((part) => part.text.includes(lower(driver.label))));
  return [...set, ...parts, ...caps.map((cap) => say(` A cap ${cap.text.slice(cap.text.lastIndexOf(';') + 2)}: ${lower(cap.label)}.`, cap.evidence))];
}
