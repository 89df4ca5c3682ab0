import { factCatalogue } from '../../insight/fact/fact-catalogue.ts';

/**
 * How far a variable is trusted. `plain`: counts, dates, enumerated values and words of our own. `name`: trusted as long as it looks like a name.
 * `words`: written by others, always shaped by them.
 */
export type VariableTrust = 'plain' | 'name' | 'words';

export interface TemplateVariable {
  name: string;
  label: string;
  trust: VariableTrust;
  /** Only known where somebody is written to. */
  person?: true;
}

const wordFacts = new Set(['usage.abandoned_feature']);
const own: readonly TemplateVariable[] = [
  { name: 'account.name', label: 'Name of the account', trust: 'name' },
  { name: 'owner.name', label: 'Name of the account\'s owner', trust: 'plain' },
  { name: 'owner.first_name', label: 'First name of the account\'s owner', trust: 'plain' },
  { name: 'owner.email', label: 'Address of the account\'s owner', trust: 'plain' },
  { name: 'champion.name', label: 'Name of a champion', trust: 'name' },
  { name: 'sponsor.name', label: 'Name of the executive sponsor', trust: 'name' },
  { name: 'contract.end_date', label: 'Last day of the term', trust: 'plain' },
  { name: 'contract.opt_out_date', label: 'Last day to give notice', trust: 'plain' },
  { name: 'health.score', label: 'Health, 0 to 100', trust: 'plain' },
  { name: 'health.band', label: 'Health band', trust: 'plain' },
  { name: 'trigger.label', label: 'What started the playbook', trust: 'plain' },
  { name: 'trigger.reason', label: 'What started the playbook, in a sentence', trust: 'words' },
  { name: 'run.days', label: 'Days since the playbook began', trust: 'plain' },
  { name: 'today', label: 'The day of writing', trust: 'plain' },
  { name: 'person.name', label: 'Name of who is written to', trust: 'name', person: true },
  { name: 'person.first_name', label: 'First name of who is written to', trust: 'name', person: true },
  { name: 'person.title', label: 'Title of who is written to', trust: 'words', person: true },
];

/** Everything a text may name: the facts of the account, and who and what a text is about. */
export const templateVariables: readonly TemplateVariable[] = [
  ...own,
  ...factCatalogue.map(({ id, label }): TemplateVariable => ({ name: id, label, trust: wordFacts.has(id) ? 'words' : id === 'account.segment' ? 'name' : 'plain' })),
];

const byName = new Map(templateVariables.map((variable) => [variable.name, variable]));

/** The variable of that name; undefined when a text may not name it. */
export function findVariable(name: string): TemplateVariable | undefined {
  return byName.get(name);
}

/** True for what can be the name of a person or a company and nothing else: one short line, no addresses, no marks. */
export function looksLikeName(text: string): boolean {
  return text.length <= 80 && /^[\p{L}\p{M}\p{N} .,'’&()+/-]+$/u.test(text) && !/:\/\/|www\.|\/\/|@/i.test(text) && text.trim().split(/\s+/).length <= 8;
}
