import type { z } from 'zod';

/** One definition as written: what a file holds after its kind's schema accepted it. */
export interface DefinitionDraft<T = unknown> {
  kind: string;
  id: string;
  body: T;
  /** The YAML as written. */
  text: string;
}

/** A definition that people approved; every version is kept. */
export interface Definition<T = unknown> extends DefinitionDraft<T> {
  version: number;
  digest: string;
  approvedAt: Date;
  approvedBy: string;
  retiredAt: Date | null;
}

/** A kind of definition, declared by the floor that gives it meaning: where its files lie, their shape, and what a schema cannot say. */
export interface DefinitionKind<T = unknown> {
  kind: string;
  /** Folder below `definitions/`. */
  folder: string;
  schema: z.ZodType<T>;
  /** Faults beyond the shape, such as an expression over a fact that does not exist. Empty when sound. */
  check?(body: T, facts: ReadonlySet<string>): readonly { path: string; message: string; remedy: string }[];
}
