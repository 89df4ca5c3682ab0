import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { reader } from './reader.ts';
import { loadShippedWords } from './shipped-words.ts';
import type { account } from './en/account.ts';
import type { action } from './en/action.ts';
import type { ask } from './en/ask.ts';
import type { app } from './en/app.ts';
import type { colleague } from './en/colleague.ts';
import type { data } from './en/data.ts';
import type { health } from './en/health.ts';
import type { leader } from './en/leader.ts';
import type { target } from './en/target.ts';
import type { book } from './en/book.ts';
import type { engagement } from './en/engagement.ts';
import type { entry } from './en/entry.ts';
import type { notification } from './en/notification.ts';
import type { outcome } from './en/outcome.ts';
import type { playbook } from './en/playbook.ts';
import type { programme } from './en/programme.ts';
import type { settings } from './en/settings.ts';
import type { signal } from './en/signal.ts';
import type { mailbox } from './en/mailbox.ts';
import type { source } from './en/source.ts';
import type { task } from './en/task.ts';
import type { writeback } from './en/writeback.ts';

/**
 * The texts of a page by namespace, one file each in `en/` and `de/`, named after its export. A page asks for its own with
 * `useTranslation('book')`; the file comes with the page. German is checked against English by type.
 */
interface Texts {
  account: typeof account;
  action: typeof action;
  app: typeof app;
  ask: typeof ask;
  book: typeof book;
  colleague: typeof colleague;
  data: typeof data;
  health: typeof health;
  leader: typeof leader;
  target: typeof target;
  programme: typeof programme;
  engagement: typeof engagement;
  entry: typeof entry;
  notification: typeof notification;
  outcome: typeof outcome;
  playbook: typeof playbook;
  settings: typeof settings;
  signal: typeof signal;
  mailbox: typeof mailbox;
  source: typeof source;
  task: typeof task;
  writeback: typeof writeback;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: Texts;
  }
}

const files = import.meta.glob<Record<string, ResourceKey>>('./{en,de}/*.ts');

const pages: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.ts`];
    if (!load) return done(new Error(`There are no texts ${language}/${namespace}.`), null);
    load().then((file) => done(null, file[namespace] ?? null), (error: unknown) => done(error as Error, null));
  },
};

/** Starts the texts in the reader's language; English stands in for what is missing. */
export async function startTexts(): Promise<void> {
  document.documentElement.lang = reader.language;
  await Promise.all([loadShippedWords(), i18next.use(pages).use(initReactI18next).init({
    lng: reader.language, fallbackLng: 'en', supportedLngs: ['en', 'de'], ns: ['app'], defaultNS: 'app', interpolation: { escapeValue: false }, react: { useSuspense: true },
  })]);
}
