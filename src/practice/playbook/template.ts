import { z } from 'zod';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { liquidProblems } from './liquid-text.ts';

/** A message to people of a customer, in one language. */
export const templateDefinition = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
  label: z.string().trim().min(1).max(80),
  description: z.string().trim().min(10).max(500).describe('When it is sent and what it is to bring about.'),
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/).default('en'),
  subject: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(8000),
});
export type MessageTemplate = z.infer<typeof templateDefinition>;

/** The kind of definition that `definitions/templates` holds. */
export const templateKind: DefinitionKind<MessageTemplate> = {
  kind: 'template',
  folder: 'templates',
  schema: templateDefinition as unknown as z.ZodType<MessageTemplate>,
  check: ({ subject, body, language }) => [
    ...liquidProblems(subject, { person: true, language }).map((one) => ({ path: 'subject', ...one })),
    ...(subject.includes('\n') ? [{ path: 'subject', message: 'The subject must be one line.', remedy: 'Write it in one line.' }] : []),
    ...liquidProblems(body, { person: true, language }).map((one) => ({ path: 'body', ...one })),
  ],
};
