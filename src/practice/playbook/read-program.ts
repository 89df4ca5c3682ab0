import type { Db } from '../../platform/postgres/database.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import { compilePlaybook, type CompiledPlaybook } from './compile-playbook.ts';
import type { Playbook } from './playbook.ts';
import type { Survey } from './survey.ts';
import type { MessageTemplate } from './template.ts';

const compiled = new Map<string, CompiledPlaybook>();
const mostCompiled = 500;

/** Compiles a stored version once per process: a version never changes. */
export function compiledOf(body: Playbook, version: number, digest: string): CompiledPlaybook {
  const key = `${body.id}:${version}:${digest}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = compilePlaybook(body, version);
  compiled.set(key, made);
  return made;
}

/** The playbooks in force, by id: the newest approved in wall time, whatever day is read. */
export async function readPlaybooks(db: Db, wall: Date): Promise<Map<string, CompiledPlaybook>> {
  const rows = await activeDefinitions<Playbook>(db, 'playbook', wall);
  return new Map(rows.map(({ id, body, version, digest }) => [id, compiledOf(body, version, digest)]));
}

/** Versions that runs are pinned to, by `id:version`, whether still in force or not. */
export async function readVersions(db: Db, wanted: readonly { playbookId: string; playbookVersion: number }[]): Promise<Map<string, CompiledPlaybook>> {
  const rows = await db.query<{ id: string; version: number; body: Playbook; digest: string }>(
    "select d.id, d.version, d.body, d.digest from definition d join (select distinct * from unnest($1::text[], $2::int[])) w(id, version) using (id, version) where d.kind = 'playbook'",
    [wanted.map(({ playbookId }) => playbookId), wanted.map(({ playbookVersion }) => playbookVersion)]);
  return new Map(rows.map(({ id, version, body, digest }) => [`${id}:${version}`, compiledOf(body, version, digest)]));
}

/** The templates in force, by id. */
export async function readTemplates(db: Db, wall: Date): Promise<Map<string, MessageTemplate>> {
  return new Map((await activeDefinitions<MessageTemplate>(db, 'template', wall)).map(({ id, body }) => [id, body]));
}

/** The surveys in force with their versions, by id. */
export async function readSurveys(db: Db, wall: Date): Promise<Map<string, { body: Survey; version: number }>> {
  return new Map((await activeDefinitions<Survey>(db, 'survey', wall)).map(({ id, body, version }) => [id, { body, version }]));
}

/** Everything that a playbook may name of other definitions. */
export async function readKnown(db: Db, wall: Date): Promise<{ templates: ReadonlySet<string>; surveys: ReadonlySet<string>; playbooks: ReadonlySet<string>; signals: ReadonlySet<string> }> {
  const [templates, surveys, playbooks, signals] = await Promise.all((['template', 'survey', 'playbook', 'signal'] as const).map(async (kind) => new Set((await activeDefinitions(db, kind, wall)).map(({ id }) => id))));
  const none = new Set<string>();
  return { templates: templates ?? none, surveys: surveys ?? none, playbooks: playbooks ?? none, signals: signals ?? none };
}
