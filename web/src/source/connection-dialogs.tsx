import { Button, Checkbox, Group, NumberInput, Radio, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionItem, VendorItem } from '../../../src/contract/connection.ts';
import { useChange } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';
import { CredentialFields, filled } from './credential-fields.tsx';

interface DialogProps {
  connection: ConnectionItem;
  onClose: () => void;
}

/** Reads everything since a day once more. */
export function AgainForm({ connection, onClose }: DialogProps) {
  const { t } = useTranslation('source');
  const [since, setSince] = useState('');
  const sync = useChange('source.sync', ['source.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sync.mutate({ vendor: connection.vendor, since, wait: false }, { onSuccess: onClose });
  };
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
      <p className="t2" style={{ margin: 0 }}>{t('again.text')}</p>
      <TextInput type="date" label={t('again.since')} required value={since} onChange={(event) => setSince(event.currentTarget.value)} data-autofocus />
      {sync.error && <Failure error={sync.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={sync.isPending}>{t('again.go')}</Button></Group>
    </form>
  );
}

/** Changes what is read, how often, and with which credentials. */
export function ChangeForm({ connection, vendor, onClose }: DialogProps & { vendor: VendorItem }) {
  const { t } = useTranslation('source');
  const [objects, setObjects] = useState(() => connection.objects.filter(({ chosen }) => chosen).map(({ id }) => id));
  const [every, setEvery] = useState<number | string>(connection.everyMinutes);
  const [other, setOther] = useState(false);
  const [values, setValues] = useState<Record<string, string>>({});
  const set = useChange('source.set', ['source.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ vendor: connection.vendor, objects, everyMinutes: Number(every), ...(other ? { credentials: filled(values) } : {}) }, { onSuccess: onClose });
  };
  return (
    <form className="src-form" onSubmit={submit}>
      <Checkbox.Group label={t('set.objects')} value={objects} onChange={setObjects}><div className="stack" style={{ gap: 6, paddingTop: 6 }}>{connection.objects.map(({ id, label }) => <Checkbox key={id} value={id} label={label} />)}</div></Checkbox.Group>
      <NumberInput label={t('sample.every')} min={1} max={1440} required value={every} onChange={setEvery} />
      <Checkbox label={t('set.credentials')} description={t('set.credentialsNote')} checked={other} onChange={(event) => setOther(event.currentTarget.checked)} />
      {other && <CredentialFields vendor={vendor} values={values} onChange={setValues} />}
      {set.error && <Failure error={set.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={objects.length === 0} loading={set.isPending}>{t('save')}</Button></Group>
    </form>
  );
}

/** Ends a connection, with its data or without. */
export function RemoveForm({ connection, onClose }: DialogProps) {
  const { t } = useTranslation('source');
  const { name, vendor, source, condition } = connection;
  const gone = condition === 'disconnected';
  const [way, setWay] = useState(gone ? 'all' : 'keep');
  const [typed, setTyped] = useState('');
  const remove = useChange('source.remove', ['']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate(way === 'keep' ? { source: vendor, keepData: true } : { source, confirm: typed }, {
      onSuccess: () => {
        notifications.show({ message: t('remove.done', { name }), closeButtonProps: { 'aria-label': t('close') } });
        onClose();
      },
    });
  };
  return (
    <form className="stack" style={{ gap: 14 }} onSubmit={submit}>
      <Radio.Group value={way} onChange={setWay} aria-label={t('remove.title', { name })}>
        <div className="stack" style={{ gap: 10 }}>
          {!gone && <Radio value="keep" label={t('remove.keep')} description={t('remove.keepText')} />}
          <Radio value="all" label={t('remove.all')} description={t('remove.allText')} />
        </div>
      </Radio.Group>
      {way === 'all' && <TextInput label={t('remove.confirm', { name })} value={typed} autoComplete="off" onChange={(event) => setTyped(event.currentTarget.value)} />}
      {remove.error && <Failure error={remove.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" color="red.9" disabled={way === 'all' && typed !== name} loading={remove.isPending}>{t(way === 'all' ? 'remove.goAll' : 'remove.go')}</Button></Group>
    </form>
  );
}
