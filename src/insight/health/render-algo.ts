import type { FactWords } from './health-program.ts';
import type { Group, Measure, Scorecard } from './scorecard.ts';
import type { SegmentSet } from '../../program/segment/segment.ts';
import type { Shape } from './shape.ts';

/** A definition to render; `version` is absent for definitions that are only files yet. */
export interface Rendered<T> {
  body: T;
  version?: number;
}

const pairs = (points: readonly (readonly [number, number])[]) => points.map(([value, score]) => `${value} -> ${score}`).join(', ');

/** A shape in words. */
export function shapeWords(shape: Shape): string {
  switch (shape.type) {
    case 'threshold':
      return `steps: below ${shape.steps[0]?.at} ${shape.below}; ${shape.steps.map((step) => `from ${step.at} ${step.score}`).join('; ')}`;
    case 'linear':
      return `straight between ${pairs(shape.points)}`;
    case 'bounded':
      return `100 from ${shape.low} to ${shape.high}, falling to 0 at ${shape.min} and ${shape.max}`;
    case 'target':
      return `share of the target at the customer's age (days -> target: ${pairs(shape.points)})`;
    case 'percentile':
      return `percentile among ${shape.group === 'all' ? 'all customers' : `customers of the same ${shape.group}`}, ${shape.direction === 'up' ? 'more' : 'less'} is better (${pairs(shape.curve)}; at least ${shape.minimumPeers} peers)`;
    case 'category':
      return `${Object.entries(shape.scores).map(([value, score]) => `${value} -> ${score}`).join(', ')}${shape.otherwise === undefined ? '' : `, otherwise ${shape.otherwise}`}`;
  }
}

function sourceWords(measure: Measure): string {
  if (measure.pulse) return `the pulse of a person (good -> ${measure.pulse.good}, watch -> ${measure.pulse.watch}, risk -> ${measure.pulse.risk})`;
  return measure.fact ? `\`${measure.fact}\`` : `\`${measure.expression}\``;
}

/** One line of a scorecard in words. `share` is its part of the whole score when everything is known, 0..1. */
export interface ScorecardRow {
  id: string;
  kind: 'group' | 'measure';
  depth: number;
  label: string;
  share: number;
  from: string;
  scored: string;
  notes: string;
}

/** A scorecard in words: who it scores, what counts how much, and what bends it. */
export interface ScorecardText {
  applies: string;
  bands: string;
  rows: ScorecardRow[];
  caps: { id: string; text: string }[];
  exceptions: { id: string; text: string }[];
}

function measureRow(measure: Measure, share: number, depth: number): ScorecardRow {
  const notes = [measure.missing === 'optional' ? 'not expected of everyone' : '', measure.expiresDays ? `expires after ${measure.expiresDays} days` : ''].filter(Boolean).join('; ');
  return { id: measure.id, kind: 'measure', depth, label: measure.label, share, from: sourceWords(measure), scored: measure.shape ? shapeWords(measure.shape) : '', notes };
}

function groupRows(groups: readonly Group[], share: number, depth: number): ScorecardRow[] {
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  return groups.flatMap((group) => groupPart(group, (share * group.weight) / total, depth));
}

function groupPart(group: Group, share: number, depth: number): ScorecardRow[] {
  const own = group.measures ?? [];
  const inner = group.groups ?? [];
  const total = [...own, ...inner].reduce((sum, entry) => sum + entry.weight, 0);
  return [
    { id: group.id, kind: 'group', depth, label: group.label, share, from: '', scored: '', notes: '' },
    ...own.map((measure) => measureRow(measure, (share * measure.weight) / total, depth + 1)),
    ...inner.flatMap((child) => groupPart(child, (share * child.weight) / total, depth + 1)),
  ];
}

/** A scorecard in words, from its definition alone. The algorithm page and the scorecard reader both say this. */
export function scorecardText(body: Scorecard): ScorecardText {
  return {
    applies: `${body.applies ? `\`${body.applies}\`` : 'to every account'}; priority ${body.priority}.`,
    bands: body.groups.length === 0 ? 'Accounts under it have no score.' : `Good from ${body.bands.good}, watch from ${body.bands.watch}, ${body.bands.margin} points beyond a threshold before a band changes. Below ${Math.round(body.coverageFloor * 100)} % coverage or ${body.minimumMeasures} measures the band is unknown.`,
    rows: groupRows(body.groups, 1, 0),
    caps: body.caps.map((cap) => ({ id: cap.id, text: `${cap.label}: at most ${cap.limit} when \`${cap.when}\`` })),
    exceptions: body.exceptions.map((entry) => ({ id: entry.id, text: `${entry.label}: ${entry.exclude ? `\`${entry.target}\` is not counted` : `\`${entry.target}\` scores ${entry.score}`} when \`${entry.when}\`` })),
  };
}

function rowLine(card: string, { id, kind, depth, label, share, from, scored, notes }: ScorecardRow): string {
  const percent = `${(share * 100).toFixed(1)} %`;
  if (kind === 'group') return `| <a id="${card}-${id}"></a>**${'&nbsp;&nbsp;'.repeat(depth)}${label}** | **${percent}** | | | |`;
  return `| <a id="${card}-${id}"></a>${label} | ${percent} | ${from} | ${scored} | ${notes} |`;
}

function cardPart({ body, version }: Rendered<Scorecard>): string[] {
  const anchor = `scorecard-${body.id}`;
  const text = scorecardText(body);
  const lines = [`<a id="${anchor}"></a>`, `### ${body.label} (\`${body.id}\`${version === undefined ? '' : `, version ${version}`})`, ''];
  if (body.description) lines.push(body.description.trim(), '');
  lines.push(`Applies: ${text.applies}`);
  if (body.groups.length === 0) return [...lines, text.bands, ''];
  lines.push(text.bands, '');
  lines.push('| measure | weight | from | scored | notes |', '|---|---:|---|---|---|', ...text.rows.map((row) => rowLine(anchor, row)), '');
  if (text.caps.length) lines.push('Caps:', ...text.caps.map((cap) => `- <a id="${anchor}-cap-${cap.id}"></a>${cap.text}`), '');
  if (text.exceptions.length) lines.push('Exceptions:', ...text.exceptions.map((entry) => `- <a id="${anchor}-exception-${entry.id}"></a>${entry.text}`), '');
  return lines;
}

function segmentPart({ body, version }: Rendered<SegmentSet>): string[] {
  return [
    `<a id="segment-${body.id}"></a>`, `### ${body.label} (\`${body.id}\`${version === undefined ? '' : `, version ${version}`})`, '', ...(body.description ? [body.description.trim(), ''] : []),
    ...body.segments.map((segment) => `- <a id="segment-${body.id}-${segment.id}"></a>**${segment.label}** (\`${segment.id}\`): \`${segment.when}\``), '',
  ];
}

function factPart(words: ReadonlyMap<string, FactWords & { source?: string; unknown?: string }>): string[] {
  return [...words].map(([id, fact]) => `| <a id="fact-${id.replace('.', '-')}"></a>\`${id}\` | ${fact.label} | ${fact.unit} | ${fact.windowDays ?? ''} | ${fact.source ?? ''} | ${fact.unknown ?? ''} |`);
}

const method = `<a id="method"></a>
## How a score comes about

<a id="method-measure"></a>**Measures.** A measure turns one fact, one formula over facts, or the pulse of a person into 0..100 by its shape. A fact that is unknown gives no score: nothing missing is ever scored as good or bad.

<a id="method-weight"></a>**Weights.** Weights are relative within their group. The weight of an unknown measure goes to the known ones beside it, that of a wholly unknown group to the groups beside it. The points of a measure are its weight after that times its score; points of all lines, caps and an override included, add up to the score to the hundredth.

<a id="method-coverage"></a>**Coverage** is the share of the weight that is known. **Confidence** = coverage x mean freshness of what counts (1 when new, 0.5 when about to expire) x breadth (known top-level groups, three make it whole).

<a id="method-peers"></a>**Peers.** Percentiles are held against distributions frozen at the close of the day before, among customers that are scored; a small peer group, or one whose members are all alike, falls back to all customers.

<a id="method-bands"></a>**Bands.** The band of a day is a fold over the scores of its fourteen trailing daily closes, begun with the band that the thresholds alone give the first. It changes only when a score is the margin beyond a threshold. The present adds today's score as the last and is provisional until the close.

<a id="method-caps"></a>**Caps and exceptions.** The lowest cap whose condition holds limits the score. An exception sets the score of a measure or group, or takes it out of the count. A condition over an unknown fact does not hold.

<a id="method-trend"></a>**Trends** compare with the close 7, 28 and 90 days before, never with "the previous value". An override changes what is shown, not the computed score, its trend or its history.
`;

/** The whole algorithm in words, from the approved definitions, with anchors that stay. Pure: the same definitions give the same text. */
export function renderAlgo(scorecards: readonly Rendered<Scorecard>[], segments: readonly Rendered<SegmentSet>[], words: ReadonlyMap<string, FactWords>): string {
  const cards = [...scorecards].sort((a, b) => b.body.priority - a.body.priority || (a.body.id < b.body.id ? -1 : 1));
  return [
    '# The algorithm', '', 'Generated from the approved definitions; edit those, not this page.', '', method,
    '<a id="scorecards"></a>', '## Scorecards', '', 'The applicable one of the highest priority scores an account.', '', ...cards.flatMap(cardPart),
    '<a id="segments"></a>', '## Segments', '', ...segments.flatMap(segmentPart),
    '<a id="facts"></a>', '## Facts', '', '| id | label | unit | days | from | unknown when |', '|---|---|---|---:|---|---|', ...factPart(words), '',
  ].join('\n');
}
