import { PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VendorItem } from '../../../src/contract/connection.ts';

/** The fields that a vendor asks for; what is secret is not shown while it is typed. */
export function CredentialFields({ vendor, values, onChange }: { vendor: VendorItem; values: Readonly<Record<string, string>>; onChange: (values: Record<string, string>) => void }) {
  const { t, i18n } = useTranslation('source');
  const isGerman = i18n.language.startsWith('de');
  return (
    <div className="src-pair">
      {vendor.fields.map(({ name, secret, optional, label, labelDe }) => {
        const Field = secret ? PasswordInput : TextInput;
        const text = isGerman ? labelDe : label;
        return <Field key={name} label={optional ? `${text} (${t('optional')})` : text} required={!optional} autoComplete="off" value={values[name] ?? ''} onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })} />;
      })}
    </div>
  );
}

/** What was entered, without what was left open. */
export function filled(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));
}
