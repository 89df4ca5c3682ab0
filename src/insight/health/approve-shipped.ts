import type { Db } from '../../platform/postgres/database.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { approveDefinitions } from '../../program/definition/definition-store.ts';
import { readDefinitions } from '../../program/definition/read-definitions.ts';
import { segmentKind } from '../../program/segment/segment.ts';
import { factCatalogue } from '../fact/fact-catalogue.ts';
import { scorecardKind } from './scorecard.ts';

/** The kinds of definition that health gives meaning to. */
export const healthKinds: readonly DefinitionKind[] = [scorecardKind as DefinitionKind, segmentKind as DefinitionKind];

/** Reads the definitions below `root` at start and stores what changed as new approved versions. `kinds` beyond health's own may be added. */
export async function approveShipped(db: Db, root: string, at: Date, kinds: readonly DefinitionKind[] = healthKinds): Promise<{ added: string[]; changed: string[]; retired: string[] }> {
  const drafts = await readDefinitions(root, kinds, new Set(factCatalogue.map((fact) => fact.id)));
  return approveDefinitions(db, drafts, { at, by: 'files', kinds: kinds.map((kind) => kind.kind) });
}
