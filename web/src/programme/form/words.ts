import { useTranslation } from 'react-i18next';
import { words } from '../../ui/format.ts';
import { useForm } from './form-context.ts';

/** How a field or a choice is called: by the texts, else by its own name. */
export function useFieldWords(): { field(name: string): string; choice(name: string): string; hint(text: string | undefined): string | undefined } {
  const { t, i18n } = useTranslation('programme');
  const { kind } = useForm();
  const known = (key: string) => i18n.exists(key, { ns: 'programme' });
  const plain = (name: string) => words(name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase());
  return {
    field: (name) => (kind && known(`form.${kind}.${name}`) ? t(`form.${kind as 'playbook'}.${name as 'text'}`) : known(`form.field.${name}`) ? t(`form.field.${name as 'label'}`) : plain(name)),
    choice: (name) => (known(`form.choice.${name}`) ? t(`form.choice.${name as 'up'}`) : plain(name)),
    // What a shape says of itself is written in English.
    hint: (text) => (i18n.language.startsWith('en') ? text : undefined),
  };
}
