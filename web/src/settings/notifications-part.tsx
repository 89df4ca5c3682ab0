import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationKind, NotificationPreferenceChange, NotificationPreferences } from '../../../src/contract/notification.ts';
import { toDate } from '../../../src/lib/clock.ts';
import { addDays } from '../../../src/lib/period.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { reader } from '../text/reader.ts';
import { Card } from '../ui/card.tsx';
import { dayText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';

// The contract's list, without its schemas: what checks them does not belong into a page.
const notificationKinds: readonly NotificationKind[] = ['signal', 'band', 'approval', 'handover', 'mention', 'renewal', 'import'];

interface PartProps {
  preferences: NotificationPreferences;
  change: (change: NotificationPreferenceChange) => void;
}

const weekdayName = new Intl.DateTimeFormat(reader.locale, { weekday: 'long', timeZone: 'UTC' });
// 2024-01-01 was a Monday.
const weekdays = Array.from({ length: 7 }, (_, index) => ({ value: String(index + 1), label: weekdayName.format(toDate(`2024-01-0${index + 1}T00:00:00Z`)) }));

function MailCard({ preferences: { schedule, at, weekday, mail }, change }: PartProps) {
  const { t } = useTranslation('notification');
  const isOff = schedule === 'off';
  const where = !mail.ready ? t('prefs.noServer') : mail.address === null ? t('prefs.noAddress') : t('prefs.to', { address: mail.address });
  return (
    <Card title={t('prefs.mail')}>
      <div className="pad stack" style={{ gap: 12 }}>
        <p className="t2" style={{ margin: 0 }}>{where}</p>
        <div className="settings-grid">
          <NativeSelect label={t('prefs.schedule')} value={schedule} data={(['daily', 'weekly', 'off'] as const).map((value) => ({ value, label: t(`prefs.${value}`) }))} onChange={(event) => change({ schedule: event.currentTarget.value as NotificationPreferences['schedule'] })} />
          {schedule === 'weekly' && <NativeSelect label={t('prefs.weekday')} value={String(weekday)} data={weekdays} onChange={(event) => change({ weekday: Number(event.currentTarget.value) })} />}
          {!isOff && <TextInput key={at} type="time" inputWrapperOrder={['label', 'input', 'description']} label={t('prefs.at')} description={t('prefs.zone', { zone: mail.timeZone })} defaultValue={at} onBlur={(event) => { const value = event.currentTarget.value.slice(0, 5); if (/^\d\d:\d\d$/.test(value) && value !== at) change({ at: value }); }} />}
        </div>
      </div>
    </Card>
  );
}

function KindsCard({ preferences: { kinds }, change }: PartProps) {
  const { t } = useTranslation('notification');
  const box = (kind: NotificationKind, way: 'inApp' | 'digest') => (
    <Checkbox size="xs" aria-label={t(`prefs.${way}Of`, { kind: t(`prefs.kinds.${kind}`) })} checked={kinds[kind][way]} onChange={(event) => change({ kinds: { [kind]: { [way]: event.currentTarget.checked } } })} />
  );
  return (
    <Card title={t('prefs.what')} note={t('prefs.whatNote')}>
      <PlainTable label={t('prefs.what')} rows={notificationKinds} keyOf={(kind) => kind} columns={[
        { label: t('prefs.kind'), cell: (kind) => t(`prefs.kinds.${kind}`) }, { label: t('prefs.inApp'), cell: (kind) => box(kind, 'inApp') }, { label: t('prefs.digest'), cell: (kind) => box(kind, 'digest') },
      ]} />
    </Card>
  );
}

function QuietCard({ preferences: { quietUntil }, change }: PartProps) {
  const { t } = useTranslation('notification');
  const { today } = useSession().instance;
  const isQuiet = quietUntil !== null && today < quietUntil;
  return (
    <Card title={t('prefs.quiet')} note={isQuiet ? t('prefs.isQuiet', { day: dayText(quietUntil) }) : t('prefs.quietOff')}>
      <div className="pad stack" style={{ gap: 12 }}>
        <p className="t2" style={{ margin: 0 }}>{t('prefs.quietText')}</p>
        <Group gap={8} align="flex-end">
          <Button onClick={() => change({ quietUntil: addDays(today, 1) })}>{t('prefs.day')}</Button>
          <Button onClick={() => change({ quietUntil: addDays(today, 7) })}>{t('prefs.week')}</Button>
          <TextInput key={quietUntil ?? ''} type="date" label={t('prefs.quietUntil')} min={addDays(today, 1)} defaultValue={isQuiet ? quietUntil : ''} onBlur={(event) => { const { value } = event.currentTarget; if (value > today && value !== quietUntil) change({ quietUntil: value }); }} />
          {isQuiet && <Button onClick={() => change({ quietUntil: null })}>{t('prefs.end')}</Button>}
        </Group>
      </div>
    </Card>
  );
}

function changed(held: NotificationPreferences, { kinds, schedule, at, weekday, quietUntil }: NotificationPreferenceChange): NotificationPreferences {
  const next = { ...held.kinds };
  for (const kind of notificationKinds) next[kind] = { inApp: kinds?.[kind]?.inApp ?? next[kind].inApp, digest: kinds?.[kind]?.digest ?? next[kind].digest };
  return { ...held, kinds: next, schedule: schedule ?? held.schedule, at: at ?? held.at, weekday: weekday ?? held.weekday, quietUntil: quietUntil === undefined ? held.quietUntil : quietUntil };
}

/** Notifications: what one is told, by which way, when, and times of quiet. */
export function NotificationsPart() {
  const read = useOperation('notification.preferences', {});
  const set = useChange('notification.set-preferences', ['notification.']);
  // Shown at once, until the server's answer is read; what it refused falls away.
  const [wishes, setWishes] = useState<readonly NotificationPreferenceChange[]>([]);
  const change = (wish: NotificationPreferenceChange) => {
    setWishes((held) => [...held, wish]);
    void set.mutateAsync(wish).catch(() => undefined).finally(() => setWishes((held) => held.filter((one) => one !== wish)));
  };
  return (
    <Loaded read={read}>{(preferences) => {
      const parts = { preferences: wishes.reduce(changed, preferences), change };
      return (
        <>
          {set.error && <Failure error={set.error} compact />}
          <KindsCard {...parts} />
          <MailCard {...parts} />
          <QuietCard {...parts} />
        </>
      );
    }}</Loaded>
  );
}
