import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { fault, type FieldFault } from '../../lib/fault.ts';
import type { DefinitionDraft, DefinitionKind } from './definition.ts';

interface Candidate {
  kind: DefinitionKind;
  file: string;
  text: string;
}

async function filesOf(root: string, kind: DefinitionKind): Promise<Candidate[]> {
  const names = await readdir(join(root, kind.folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  const wanted = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(wanted.map(async (name) => ({ kind, file: `${kind.folder}/${name}`, text: await readFile(join(root, kind.folder, name), 'utf8') })));
}

/** Checks one file's text; answers the draft, or every fault with the file and the path inside it. */
export function parseDefinition(kind: DefinitionKind, file: string, text: string, facts: ReadonlySet<string>): DefinitionDraft | FieldFault[] {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length) return document.errors.map((error) => ({ path: file, message: error.message.split('\n')[0] as string, remedy: 'Mend the YAML at this line.' }));
  const parsed = kind.schema.safeParse(document.toJS());
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({ path: `${file}: ${issue.path.join('.') || '(root)'}`, message: issue.message, remedy: `Write what a ${kind.kind} expects here; ALGO.md and the shipped files in ${kind.folder}/ show the shape.` }));
  }
  const body = parsed.data as { id?: unknown };
  if (typeof body.id !== 'string') return [{ path: `${file}: id`, message: 'The definition has no id.', remedy: 'Add "id: short-name".' }];
  const faults = kind.check?.(parsed.data, facts) ?? [];
  if (faults.length) return faults.map((entry) => ({ ...entry, path: `${file}: ${entry.path}` }));
  return { kind: kind.kind, id: body.id, body: parsed.data, text };
}

/**
 * Reads every definition below `root`. All files are checked before any is refused: the Fault lists each wrong place with file, path and remedy.
 * `facts` are the fact ids an expression may name.
 */
export async function readDefinitions(root: string, kinds: readonly DefinitionKind[], facts: ReadonlySet<string>): Promise<DefinitionDraft[]> {
  const candidates = (await Promise.all(kinds.map((kind) => filesOf(root, kind)))).flat();
  const drafts: DefinitionDraft[] = [];
  const faults: FieldFault[] = [];
  const seen = new Map<string, string>();
  for (const { kind, file, text } of candidates) {
    const result = parseDefinition(kind, file, text, facts);
    if (Array.isArray(result)) {
      faults.push(...result);
      continue;
    }
    const key = `${result.kind} ${result.id}`;
    const first = seen.get(key);
    if (first) faults.push({ path: `${file}: id`, message: `The ${key} is also defined in ${first}.`, remedy: 'Give one of them another id.' });
    seen.set(key, file);
    drafts.push(result);
  }
  if (faults.length) {
    const message = faults.map((entry) => `${entry.path}: ${entry.message}`).join('\n');
    throw fault('invalid', 'definition', `Some definitions cannot be used.\n${message}`, { fields: faults, remedy: 'Mend the files named above; nothing was changed.' });
  }
  return drafts;
}
