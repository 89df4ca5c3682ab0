import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendorItem } from '../../../src/contract/connection.ts';
import { useChange } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';
import { CredentialFields, filled } from './credential-fields.tsx';

/** What is to be done at a vendor, and what to enter; what is entered is tried at once. */
export function ConnectForm({ vendor, onConnected, onClose }: { vendor: VendorItem; onConnected: () => void; onClose: () => void }) {
  const { t, i18n } = useTranslation('source');
  const [values, setValues] = useState<Record<string, string>>({});
  const [baseUrl, setBaseUrl] = useState('');
  const [sandbox, setSandbox] = useState(false);
  const add = useChange('source.add', ['source.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ vendor: vendor.vendor, credentials: filled(values), start: false, ...(baseUrl.trim() ? { baseUrl: baseUrl.trim(), sandbox } : {}) }, { onSuccess: onConnected });
  };
  const steps = i18n.language.startsWith('de') ? vendor.stepsDe : vendor.steps;
  return (
    <form className="src-form" onSubmit={submit}>
      <p className="t2" style={{ margin: 0 }}>{t(`proof.${vendor.proof}`)}</p>
      <section><h3>{t('form.steps', { name: vendor.name })}</h3><ol>{steps.map((step) => <li key={step}>{step}</li>)}</ol></section>
      <section><h3>{t('form.scopes')}</h3><div className="row">{vendor.scopes.map((scope) => <span key={scope} className="tag mono">{scope}</span>)}</div></section>
      <section><h3>{t('form.credentials')}</h3><p className="t3" style={{ margin: 0 }}>{t('form.sealed')}</p><CredentialFields vendor={vendor} values={values} onChange={setValues} /></section>
      <details>
        <summary>{t('form.other')}</summary>
        <div className="stack" style={{ gap: 10, paddingTop: 10 }}>
          <TextInput label={t('form.baseUrl')} description={t('form.otherNote')} value={baseUrl} placeholder="https://" onChange={(event) => setBaseUrl(event.currentTarget.value)} />
          <Checkbox label={t('form.sandbox')} checked={sandbox} onChange={(event) => setSandbox(event.currentTarget.checked)} />
        </div>
      </details>
      {add.error && <Failure error={add.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={add.isPending}>{t('form.try')}</Button></Group>
    </form>
  );
}
