import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { dictionaryOf, translated } from './shipped-words.ts';
import { shippedPhrases, shippedWords } from './words-de.ts';

const german = dictionaryOf(shippedWords, shippedPhrases);
const definitions = join(import.meta.dirname, '../../../definitions');
const read = (kind: string) => readdirSync(join(definitions, kind)).map((file) => parse(readFileSync(join(definitions, kind, file), 'utf8')) as { id: string; label: string; why?: string });

test.each([
  ['A champion left in the last 90 days; 1 champion remains.', 'In den letzten 90 Tagen ging ein Champion; 1 Champion bleibt.'],
  ['Health fell 10 points in 90 days.', 'Die Gesundheit fiel in 90 Tagen um 10 Punkte.'],
  [', stickiness (31 % of active users come on an average day; better than 31 % of all customers; −1.5)', ', Bindung (31 % der Aktiven kommen an einem mittleren Tag; besser als 31 % aller Kunden; −1.5)'],
  [' and use per person (1,017.7 events per active user; −1.2)', ' und Nutzung je Person (1.017,7 Ereignisse je aktiver Person; −1.2)'],
  [' Support experience and contract position hold.', ' Erfahrung mit dem Support und Vertragslage halten.'],
  ['What somebody wrote about 9 things', 'What somebody wrote about 9 things'],
])('%s', (english, words) => expect(translated(english, german)).toBe(words));

test('every label of a shipped signal, playbook and figure has German words, or reads the same', () => {
  const same = new Set(['ARR', 'CSAT', 'NPS']);
  const missing = ['signals', 'playbooks', 'metrics'].flatMap(read).map(({ label }) => label).filter((label) => !same.has(label) && !(label in shippedWords));
  expect(missing).toEqual([]);
});

test('every sentence of a shipped signal becomes German', () => {
  const filled = (why: string) => why.replace(/\{[^}|]+\|number:(\w[^|}]*)\|[^}]*\}/g, '1 $1').replace(/\{[^}]+\|days\}/g, '5 days').replace(/\{[^}]+\|percent\}/g, '5 %').replace(/\{[^}]+\|money\}/g, '$500').replace(/\{[^}]+\|number\}/g, '3').replace(/\{[^}]+\}/g, 'something');
  expect(read('signals').flatMap(({ id, why }) => (why && translated(filled(why), german) === filled(why) ? [id] : []))).toEqual([]);
});
