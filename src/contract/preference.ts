import { z } from 'zod';

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== null;
  } catch {
    return false;
  }
}

/** How one person reads the product. What is not set follows the browser. */
export const preferences = z.object({
  language: z.enum(['en', 'de']).optional(),
  locale: z.string().max(40).refine(isLocale, 'Write a locale as a language tag, for example en-GB.').optional().describe('How numbers and dates are written, for example en-GB.'),
  timeZone: z.string().max(60).refine(isTimeZone, 'Write a time zone by its name, for example Europe/Berlin.').optional(),
  density: z.enum(['comfortable', 'compact']).optional(),
  contrast: z.enum(['standard', 'high']).optional(),
});
export type Preferences = z.infer<typeof preferences>;

const { shape } = preferences;

/** A change of some preferences; null forgets one. */
export const preferenceChange = z.strictObject({
  language: shape.language.nullable(), locale: shape.locale.nullable(), timeZone: shape.timeZone.nullable(), density: shape.density.nullable(), contrast: shape.contrast.nullable(),
});
export type PreferenceChange = z.input<typeof preferenceChange>;
