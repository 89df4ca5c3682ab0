import { z } from 'zod';
import { surveyKinds } from '../../contract/action.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { liquidProblems } from './liquid-text.ts';

const mail = { subject: z.string().trim().min(1).max(200), body: z.string().trim().min(1).max(8000) };

/** A question with a scale and the words around it, in one language. */
export const surveyDefinition = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
  label: z.string().trim().min(1).max(80),
  description: z.string().trim().min(10).max(500).describe('When it is put and what is done with the answers.'),
  kind: z.enum(surveyKinds).describe('NPS asks from 0 to 10, CSAT from 1 to 5, CES from 1 to 7; a custom one names its scale.'),
  scale: z.strictObject({ min: z.number().int().min(0).max(1), max: z.number().int().min(2).max(10) }).optional().describe('Of a custom survey.'),
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/).default('en'),
  ...mail,
  question: z.string().trim().min(5).max(250),
  low: z.string().trim().max(60).default('').describe('What the lowest answer means.'),
  high: z.string().trim().max(60).default('').describe('What the highest answer means.'),
  followUp: z.string().trim().min(1).max(250).describe('Asked on the page, with room for an answer in words.'),
  thanks: z.string().trim().min(1).max(500).describe('Shown after the answer.'),
  reminder: z.strictObject(mail).describe('Written to who has not answered, where a playbook reminds.'),
  closing: z.string().trim().max(500).default('').describe('Words below the question, as who asks.'),
  openDays: z.number().int().min(1).max(365).default(30).describe('How long an answer is taken.'),
});
export type Survey = z.infer<typeof surveyDefinition>;

const scales = { nps: { min: 0, max: 10 }, csat: { min: 1, max: 5 }, ces: { min: 1, max: 7 } } as const;

/** The lowest and the highest answer. */
export function scaleOf({ kind, scale }: Pick<Survey, 'kind' | 'scale'>): { min: number; max: number } {
  return kind === 'custom' ? (scale ?? scales.csat) : scales[kind];
}

/** The kind of definition that `definitions/surveys` holds. */
export const surveyKind: DefinitionKind<Survey> = {
  kind: 'survey',
  folder: 'surveys',
  schema: surveyDefinition as unknown as z.ZodType<Survey>,
  check({ kind, scale, language, subject, body, question, low, high, followUp, thanks, closing, reminder }) {
    const texts = { subject, body, question, low, high, followUp, thanks, closing, 'reminder.subject': reminder.subject, 'reminder.body': reminder.body };
    const oneLine = ['subject', 'question', 'low', 'high', 'reminder.subject'];
    return [
      ...(kind === 'custom' && !scale ? [{ path: 'scale', message: 'A custom survey needs its scale.', remedy: 'Add "scale: { min: 1, max: 5 }".' }] : []),
      ...(kind !== 'custom' && scale ? [{ path: 'scale', message: `The scale of ${kind.toUpperCase()} is fixed.`, remedy: 'Take "scale" out, or make the kind custom.' }] : []),
      ...Object.entries(texts).flatMap(([path, text]) => liquidProblems(text, { person: true, language }).map((one) => ({ path, ...one }))),
      ...Object.entries(texts).filter(([path, text]) => oneLine.includes(path) && text.includes('\n')).map(([path]) => ({ path, message: 'This must be one line.', remedy: 'Write it in one line.' })),
    ];
  },
};
