import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readDefinitions } from '../../program/definition/read-definitions.ts';
import type { SegmentSet } from '../../program/segment/segment.ts';
import { factCatalogue } from '../fact/fact-catalogue.ts';
import { healthKinds } from './approve-shipped.ts';
import { renderAlgo } from './render-algo.ts';
import type { Scorecard } from './scorecard.ts';

it('ALGO.md is what the shipped definitions say; write it anew with UPDATE_ALGO=1', async () => {
  const drafts = await readDefinitions('definitions', healthKinds, new Set(factCatalogue.map((fact) => fact.id)));
  const bodies = <T>(kind: string) => drafts.filter((draft) => draft.kind === kind).map((draft) => ({ body: draft.body as T }));
  const text = renderAlgo(bodies<Scorecard>('scorecard'), bodies<SegmentSet>('segment'), new Map(factCatalogue.map((fact) => [fact.id, fact])));
  if (process.env['UPDATE_ALGO']) await writeFile('ALGO.md', text);
  expect(await readFile('ALGO.md', 'utf8')).toBe(text);
  const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]);
  expect(new Set(anchors).size).toBe(anchors.length);
});
