import { z } from 'zod';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { compileExpression } from '../../program/definition/expression.ts';
import { shape, shapeFault } from './shape.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'Use small letters, digits and dashes.');
const score = z.number().min(0).max(100);
const condition = z.string().min(1).describe('CEL over facts; unknown does not hold.');

/** One measure: a fact, a formula over facts, or the pulse a person gives. */
export const measure = z.strictObject({
  id,
  label: z.string(),
  weight: z.number().positive(),
  fact: z.string().optional(),
  expression: z.string().optional(),
  pulse: z.strictObject({ good: score, watch: score, risk: score }).optional(),
  shape: shape.optional(),
  text: z.string().optional().describe('Evidence in words; {area.name} and {value} are replaced.'),
  missing: z.enum(['redistribute', 'optional']).default('redistribute').describe('redistribute: lowers coverage, its weight goes to the others. optional: not expected of everyone, so coverage is untouched.'),
  expiresDays: z.number().positive().optional().describe('Older input than this is unknown.'),
  area: z.string().optional().describe('Whose freshness counts; default: the area of the fact.'),
});
export type Measure = z.infer<typeof measure>;

/** A group of measures and further groups, to any depth. */
export interface Group {
  id: string;
  label: string;
  weight: number;
  measures?: Measure[] | undefined;
  groups?: Group[] | undefined;
}
const group: z.ZodType<Group> = z.lazy(() => z.strictObject({ id, label: z.string(), weight: z.number().positive(), measures: z.array(measure).optional(), groups: z.array(group).optional() }));

/** A scorecard: which accounts it applies to, what it measures, and how the score becomes a band. */
export const scorecard = z.strictObject({
  kind: z.literal('scorecard'),
  id,
  label: z.string(),
  description: z.string().optional(),
  priority: z.number().int().describe('The applicable scorecard of the highest priority scores an account.'),
  applies: condition.optional().describe('Which accounts; absent means all.'),
  groups: z.array(group),
  caps: z.array(z.strictObject({ id, label: z.string(), when: condition, limit: score, evidence: z.string().optional().describe('The area or fact whose records show it.') })).default([]),
  exceptions: z.array(z.strictObject({ id, label: z.string(), when: condition, target: z.string().describe('A measure or a group.'), score: score.optional(), exclude: z.literal(true).optional() })).default([]),
  bands: z.strictObject({ good: score, watch: score, margin: z.number().min(0).max(20).describe('Points beyond a threshold before the band changes.') }),
  coverageFloor: z.number().min(0).max(1),
  minimumMeasures: z.number().int().min(1),
});
export type Scorecard = z.infer<typeof scorecard>;

interface Fault {
  path: string;
  message: string;
  remedy: string;
}

/** All measures and groups with their place in the file. */
function walk(groups: readonly Group[], path: string): { path: string; group?: Group; measure?: Measure }[] {
  return groups.flatMap((entry, index) => {
    const here = `${path}.${index}`;
    return [{ path: here, group: entry }, ...(entry.measures ?? []).map((found, at) => ({ path: `${here}.measures.${at}`, measure: found })), ...walk(entry.groups ?? [], `${here}.groups`)];
  });
}

function expressionFault(text: string, facts: ReadonlySet<string>, path: string): Fault[] {
  try {
    compileExpression(text, facts);
    return [];
  } catch (error) {
    return [{ path, message: (error as Error).message, remedy: 'Use fact ids of the catalogue; ask known(area.name) where a fact may be missing.' }];
  }
}

function measureFaults(found: Measure, path: string, facts: ReadonlySet<string>): Fault[] {
  const sources = [found.fact, found.expression, found.pulse].filter((source) => source !== undefined);
  if (sources.length !== 1) return [{ path, message: 'A measure has exactly one of fact, expression and pulse.', remedy: 'Keep the one that is meant.' }];
  const faults: Fault[] = [];
  if (found.fact !== undefined && !facts.has(found.fact)) faults.push({ path: `${path}.fact`, message: `"${found.fact}" is not a known fact.`, remedy: 'Use a fact id of the catalogue.' });
  if (found.expression !== undefined) faults.push(...expressionFault(found.expression, facts, `${path}.expression`));
  if (!found.pulse && !found.shape) faults.push({ path, message: 'The measure has no shape.', remedy: 'Say how its value becomes 0..100: threshold, linear, bounded, target, percentile or category.' });
  const wrong = found.shape && shapeFault(found.shape);
  if (wrong) faults.push({ path: `${path}.shape`, message: `In this shape ${wrong}.`, remedy: 'Order and check the numbers.' });
  return faults;
}

function checkScorecard(body: Scorecard, facts: ReadonlySet<string>): Fault[] {
  const nodes = walk(body.groups, 'groups');
  const faults: Fault[] = body.applies === undefined ? [] : expressionFault(body.applies, facts, 'applies');
  const ids = new Map<string, string>();
  for (const { path, group: entry, measure: found } of nodes) {
    const own = (entry ?? found) as { id: string };
    const first = ids.get(own.id);
    if (first) faults.push({ path: `${path}.id`, message: `"${own.id}" is already the id of ${first}.`, remedy: 'Ids are unique within a scorecard.' });
    ids.set(own.id, path);
    if (found) faults.push(...measureFaults(found, path, facts));
    if (entry && !entry.measures?.length && !entry.groups?.length) faults.push({ path, message: 'The group is empty.', remedy: 'Add measures or groups, or take it out.' });
  }
  body.caps.forEach((cap, index) => faults.push(...expressionFault(cap.when, facts, `caps.${index}.when`)));
  body.exceptions.forEach((exception, index) => {
    faults.push(...expressionFault(exception.when, facts, `exceptions.${index}.when`));
    if (!ids.has(exception.target)) faults.push({ path: `exceptions.${index}.target`, message: `There is no measure or group "${exception.target}".`, remedy: 'Name one of this scorecard.' });
    if ((exception.score === undefined) === (exception.exclude === undefined)) faults.push({ path: `exceptions.${index}`, message: 'An exception either sets a score or excludes.', remedy: 'Write score or exclude: true.' });
  });
  if (body.bands.watch >= body.bands.good) faults.push({ path: 'bands', message: 'watch must be below good.', remedy: 'For example good: 70, watch: 45.' });
  return faults;
}

/** The kind of definition that `definitions/scorecards` holds. */
export const scorecardKind: DefinitionKind<Scorecard> = { kind: 'scorecard', folder: 'scorecards', schema: scorecard as z.ZodType<Scorecard>, check: checkScorecard };
