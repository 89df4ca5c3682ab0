import type { z } from 'zod';

/** Something a model may use while it answers. */
export interface ModelTool {
  name: string;
  about: string;
  input: z.ZodType;
  /** Answers in text; what it throws is told to the model as the tool's error. */
  run(input: unknown): Promise<string>;
}

export interface ModelUse { inputTokens: number; outputTokens: number }

/** One thing to be done by a model. Without tools it can do nothing but write. */
export interface ModelTask {
  system: string;
  prompt: string;
  tools: readonly ModelTool[];
  /** Most rounds of tool use; the last one answers. */
  mostSteps: number;
  /** The rounds end once so many tokens were used. */
  mostTokens: number;
  mostOutputTokens: number;
  /** For the whole task. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** What comes while a model works; `end` comes last, exactly once, unless a Fault is thrown. */
export type ModelPart =
  | { kind: 'text'; text: string }
  | { kind: 'tool'; name: string }
  | { kind: 'end'; reason: 'done' | 'steps' | 'budget' | 'length'; use: ModelUse };

/** A model that can be asked. It knows nothing of customers, and nothing of keys can be read from it. */
export interface Model {
  readonly provider: string;
  readonly name: string;
  run(task: ModelTask): AsyncIterable<ModelPart>;
}
