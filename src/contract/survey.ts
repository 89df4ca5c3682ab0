import { z } from 'zod';
import { surveyKinds } from './action.ts';

/** A survey and what was answered to it. */
export const surveyItem = z.object({
  id: z.string(), label: z.string(), description: z.string(), kind: z.enum(surveyKinds), language: z.string(), version: z.number().int(), question: z.string(), min: z.number().int(), max: z.number().int(), usedBy: z.array(z.string()).describe('Playbooks that put it.'),
  asked: z.number().int().describe('Questions that left, reminders not counted.'), reminded: z.number().int(), answered: z.number().int(), rate: z.number().nullable().describe('Answered of asked, as a fraction.'),
  score: z.number().nullable().describe('NPS: promoters less detractors, -100 to 100. CSAT: share of 4 and 5, as a fraction. CES and custom: the mean on their scale.'),
  counts: z.array(z.object({ score: z.number(), count: z.number().int() })).describe('Answers by score.'), lastAnsweredAt: z.string().nullable(),
});
export type SurveyItem = z.infer<typeof surveyItem>;

/** One answer, as given on the page. */
export const surveyAnswerItem = z.object({ id: z.string(), survey: z.string(), version: z.number().int(), accountId: z.string(), accountName: z.string(), personId: z.string(), personName: z.string().nullable(), score: z.number(), max: z.number().int(), comment: z.string().nullable(), askedAt: z.string(), answeredAt: z.string() });
export type SurveyAnswerItem = z.infer<typeof surveyAnswerItem>;

/** A survey as it would read for one account. */
export const surveyPreview = z.object({ ready: z.boolean().describe('It could be written as it stands.'), to: z.string().nullable(), subject: z.string(), text: z.string(), html: z.string(), missing: z.array(z.string()).describe('Variables that are not known for this account.'), tainted: z.string().nullable() });
export type SurveyPreview = z.infer<typeof surveyPreview>;
