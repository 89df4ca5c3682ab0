import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { importDecision } from '../../contract/import.ts';
import { fault } from '../../lib/fault.ts';
import type { Decision } from '../file/plan-files.ts';

const decisions = z.record(z.string(), importDecision);

/** Reads a mapping file, JSON or YAML: file name -> what is decided about it. Throws `invalid` with every wrong field. */
export async function readDecisions(path: string): Promise<Record<string, Decision>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => Promise.reject(fault('notFound', 'map_file', `There is no file "${path}".`, {}, cause)));
  const parsed = decisions.safeParse(readYaml(path, text));
  if (parsed.success) return parsed.data as Record<string, Decision>;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw fault('invalid', 'map_file', `"${path}" is not a mapping file.`, { fields, remedy: 'Write: {"contracts.csv": {"kind": "line", "mapping": {"account": "customer"}}}' });
}

function readYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw fault('invalid', 'map_file', `"${path}" is neither JSON nor YAML.`, {}, cause);
  }
}
