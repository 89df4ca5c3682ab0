import { existsSync } from 'node:fs';

/** A folder of the data sets that stay out of the project, beside the checkout or one level up; undefined where there is none. */
export function sharedData(name: string): string | undefined {
  return ['../../../../../shared/data/', '../../../../../../shared/data/'].map((base) => new URL(`${base}${name}`, import.meta.url).pathname).find((path) => existsSync(path));
}
