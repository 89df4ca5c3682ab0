import type { Preferences } from '../../../src/contract/preference.ts';

/** Who reads: language of the texts, locale of numbers and dates, time zone of moments. A change takes effect with a reload. */
export interface Reader {
  language: Language;
  locale: string;
  timeZone: string | undefined;
}

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const key = 'mainstay.reader';
const localeOf: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

function kept(): Partial<Preferences> {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(key) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}

/** Sets the kept density and contrast on the document, where the styles find them. */
export function showPreferences(): void {
  const { density, contrast } = kept();
  const { dataset } = document.documentElement;
  if (density) dataset.density = density;
  else delete dataset.density;
  if (contrast) dataset.contrast = contrast;
  else delete dataset.contrast;
}

function readReader(): Reader {
  const choice = kept();
  const spoken = globalThis.navigator?.language ?? 'en';
  const language = choice.language && choice.language in languages ? choice.language : spoken.startsWith('de') ? 'de' : 'en';
  return { language, locale: choice.locale ?? localeOf[language], timeZone: choice.timeZone };
}

/** The reader of this page. */
export const reader: Reader = readReader();

/**
 * Keeps a copy of the person's preferences on this device, so that the next page starts in them; what is not set follows the browser. Density
 * and contrast take effect at once. Answers whether the page must be loaded again for the rest.
 */
export function followPreferences({ language, locale, timeZone, density, contrast }: Preferences): boolean {
  try {
    globalThis.localStorage?.setItem(key, JSON.stringify({ language, locale, timeZone, density, contrast }));
  } catch {
    return false;
  }
  showPreferences();
  const now = readReader();
  return now.language !== reader.language || now.locale !== reader.locale || now.timeZone !== reader.timeZone;
}
