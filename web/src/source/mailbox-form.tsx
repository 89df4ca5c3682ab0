import { Button, Checkbox, Group, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailboxItem } from '../../../src/contract/mailbox.ts';
import { useChange } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';

/** A list as people write it. */
function listOf(text: string): string[] {
  return text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);
}

interface RuleValues {
  own: string;
  without: string;
  words: string;
  subjects: boolean;
}

const rulesOf = ({ own, without, words, subjects }: RuleValues) => ({ ...(listOf(own).length ? { ownDomains: listOf(own) } : {}), without: listOf(without), words: listOf(words), subjects });

function RuleFields({ values, onChange, ownNeeded }: { values: RuleValues; onChange: (values: RuleValues) => void; ownNeeded: boolean }) {
  const { t } = useTranslation('mailbox');
  const field = (name: 'own' | 'without' | 'words') => ({ value: values[name], onChange: (event: FormEvent<HTMLInputElement>) => onChange({ ...values, [name]: event.currentTarget.value }) });
  return (
    <>
      <TextInput label={t('form.own')} description={t(ownNeeded ? 'form.ownNeeded' : 'form.ownNote')} required={ownNeeded} placeholder="example.com" {...field('own')} />
      <TextInput label={t('form.without')} description={t('form.withoutNote')} {...field('without')} />
      <TextInput label={t('form.words')} description={t('form.wordsNote')} {...field('words')} />
      <Checkbox label={t('form.subjects')} checked={values.subjects} onChange={(event) => onChange({ ...values, subjects: event.currentTarget.checked })} />
    </>
  );
}

/** Adds a mailbox or a calendar; what is entered is tried at once. */
export function AddMailbox({ kind, onClose }: { kind: MailboxItem['kind']; onClose: () => void }) {
  const { t } = useTranslation('mailbox');
  const [values, setValues] = useState({ name: '', host: '', user: '', password: '', url: '', since: '' });
  const [security, setSecurity] = useState<'tls' | 'starttls'>('tls');
  const [rules, setRules] = useState<RuleValues>({ own: '', without: '', words: '', subjects: true });
  const add = useChange('mailbox.add', ['mailbox.', 'source.']);
  const field = (name: keyof typeof values) => ({ value: values[name], onChange: (event: FormEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.currentTarget.value }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, since, host, user, password, url } = values;
    const place = kind === 'imap' ? { host: host.trim(), user: user.trim(), password, security } : { url: url.trim() };
    add.mutate({ kind, ...place, ...rulesOf(rules), ...(name.trim() ? { name: name.trim() } : {}), ...(since ? { since } : {}) }, { onSuccess: onClose });
  };
  return (
    <form className="src-form" onSubmit={submit}>
      {kind === 'imap' ? (
        <>
          <div className="src-pair"><TextInput label={t('form.host')} required placeholder="imap.example.com" autoComplete="off" {...field('host')} data-autofocus /><NativeSelect label={t('form.security')} value={security} data={[{ value: 'tls', label: t('form.tls') }, { value: 'starttls', label: t('form.starttls') }]} onChange={(event) => setSecurity(event.currentTarget.value as 'tls' | 'starttls')} /></div>
          <TextInput label={t('form.user')} required autoComplete="off" {...field('user')} />
          <PasswordInput label={t('form.password')} description={t('form.passwordNote')} required autoComplete="off" {...field('password')} />
        </>
      ) : <PasswordInput label={t('form.url')} description={t('form.urlNote')} required autoComplete="off" {...field('url')} data-autofocus />}
      <RuleFields values={rules} onChange={setRules} ownNeeded={kind === 'ics'} />
      <div className="src-pair"><TextInput label={t('form.name')} description={t('form.nameNote')} {...field('name')} /><TextInput type="date" label={t('form.since')} description={t('form.sinceNote')} {...field('since')} /></div>
      {add.error && <Failure error={add.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={add.isPending}>{t('form.try')}</Button></Group>
    </form>
  );
}

/** Changes the rules of one, its interval or its password. */
export function ChangeMailbox({ mailbox, onClose }: { mailbox: MailboxItem; onClose: () => void }) {
  const { t } = useTranslation('mailbox');
  const [rules, setRules] = useState<RuleValues>({ own: mailbox.ownDomains.join(', '), without: mailbox.without.join(', '), words: mailbox.words.join(', '), subjects: mailbox.subjects });
  const [every, setEvery] = useState<number | string>(mailbox.everyMinutes);
  const [password, setPassword] = useState('');
  const set = useChange('mailbox.set', ['mailbox.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ mailbox: mailbox.id, ...rulesOf(rules), everyMinutes: Number(every), ...(password ? { password } : {}) }, { onSuccess: onClose });
  };
  return (
    <form className="src-form" onSubmit={submit}>
      <RuleFields values={rules} onChange={setRules} ownNeeded />
      <NumberInput label={t('form.every')} min={1} max={1440} required value={every} onChange={setEvery} />
      {mailbox.kind === 'imap' && <PasswordInput label={t('form.otherPassword')} description={t('form.otherPasswordNote')} autoComplete="off" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />}
      {set.error && <Failure error={set.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={set.isPending}>{t('save')}</Button></Group>
    </form>
  );
}
