import { createContext, useContext } from 'react';
import type { Path } from './yaml-edit.ts';
import type { Shape } from './shape.ts';

/** What every field of a form works with. */
export interface FormWorld {
  root: Shape;
  readOnly: boolean;
  /** The kind of definition whose fields have words of their own. */
  kind?: 'playbook' | 'survey' | undefined;
  /** Messages by path as the checks name it. */
  faults: ReadonlyMap<string, string>;
  set(path: Path, value: unknown): void;
  remove(path: Path): void;
  add(path: Path, value: unknown): void;
  move(path: Path, from: number, to: number): void;
  rename(path: Path, from: string, to: string): void;
}

const world = createContext<FormWorld | null>(null);
export const FormWorldProvider = world.Provider;

/** The form around a field. */
export function useForm(): FormWorld {
  const found = useContext(world);
  if (!found) throw new Error('A field stands in a form.');
  return found;
}
