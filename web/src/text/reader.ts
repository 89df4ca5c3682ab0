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

function kept(): Partial<Reader> {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(key) ?? '{}') as Partial<Reader>;
  } catch {
    return {};
  }
}

function readReader(): Reader {
  const choice = kept();
  const spoken = globalThis.navigator?.language ?? 'en';
  const language = choice.language && choice.language in languages ? choice.language : spoken.startsWith('de') ? 'de' : 'en';
  return { language, locale: choice.locale ?? localeOf[language], timeZone: choice.timeZone };
}

/** The reader of this page. */
export const reader: Reader = readReader();

/** Keeps what the reader chose, on this device; answers whether the page must be loaded again for it. */
export function keepReader(choice: Partial<Reader>): boolean {
  const next = { ...kept(), ...choice };
  globalThis.localStorage?.setItem(key, JSON.stringify(next));
  const now = readReader();
  return now.language !== reader.language || now.locale !== reader.locale || now.timeZone !== reader.timeZone;
}
