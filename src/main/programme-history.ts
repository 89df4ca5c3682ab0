import { join } from 'node:path';
import { factCatalogue } from '../insight/fact/fact-catalogue.ts';
import { renderAlgo } from '../insight/health/render-algo.ts';
import type { Scorecard } from '../insight/health/scorecard.ts';
import type { Context } from '../platform/operation/context.ts';
import type { Definition } from '../program/definition/definition.ts';
import { keepHistory } from '../program/definition/git-history.ts';
import type { SegmentSet } from '../program/segment/segment.ts';
import { definitionKinds } from './definition-kinds.ts';

const words = new Map(factCatalogue.map((fact) => [fact.id, fact]));

/** The algorithm page from definitions in force. */
export function algoOf(definitions: readonly Definition[]): string {
  const of = <T>(kind: string) => definitions.filter((one) => one.kind === kind).map(({ body, version }) => ({ body: body as T, version }));
  return renderAlgo(of<Scorecard>('scorecard'), of<SegmentSet>('segment'), words);
}

/** Keeps the programme of a data directory as a git repository in its folder `programme`. Answers whether all is written; false where there is no data directory. */
export async function keepProgrammeHistory({ db, clock, log }: Pick<Context, 'db' | 'clock' | 'log'>, dataDir: string): Promise<boolean> {
  if (dataDir === '') return false;
  return keepHistory({ db, clock, log, folder: join(dataDir, 'programme'), kinds: definitionKinds, renderAlgo: algoOf });
}
