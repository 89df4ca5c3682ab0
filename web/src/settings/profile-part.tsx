import { NativeSelect, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toDate } from '../../../src/lib/clock.ts';
import type { PreferenceChange } from '../../../src/contract/preference.ts';
import { useChange } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { followPreferences, languages } from '../text/reader.ts';
import { Card } from '../ui/card.tsx';
import { Failure } from '../ui/state.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

const locales = ['en-GB', 'en-US', 'en-IE', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'nl-NL', 'es-ES', 'it-IT', 'sv-SE'];

function localeExample(locale: string): string {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(toDate('2026-12-31T00:00:00Z'));
  return `${day} · ${new Intl.NumberFormat(locale).format(12_345.6)}`;
}

function WhoCard() {
  const { t } = useTranslation('settings');
  const { user, may } = useSession();
  const [name, setName] = useState(user.name);
  const set = useChange('profile.set', ['session.me', 'user.']);
  const save = () => {
    if (!name.trim()) return setName(user.name);
    if (name.trim() !== user.name) set.mutate({ name: name.trim() }, { onSuccess: () => notifications.show({ message: t('profile.saved') }) });
  };
  return (
    <Card title={t('profile.who')}>
      <form className="pad settings-grid" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <TextInput label={t('profile.name')} value={name} maxLength={80} required onChange={(event) => setName(event.currentTarget.value)} onBlur={save} />
        <dl className="facts-list">
          <div><dt>{t('profile.email')}</dt><dd>{user.email ?? t('profile.noEmail')}</dd></div>
          <div><dt>{t('profile.role')}</dt><dd>{user.role ? t(`role.${user.role}`) : '–'}</dd></div>
          <div><dt>{t('profile.sees')}</dt><dd>{t(`sees.${may.sees}`)}</dd></div>
          <div><dt>{t('profile.changes')}</dt><dd>{t(`changes.${may.changes}`)}</dd></div>
        </dl>
        {set.error && <Failure error={set.error} compact />}
      </form>
    </Card>
  );
}

/** How the person reads; language, locale and time zone take effect by loading the page anew. */
function ReadingCard() {
  const { t } = useTranslation('settings');
  const { preferences } = useSession();
  const set = useChange('preference.set', ['session.me']);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const choose = (change: PreferenceChange) => set.mutate(change, { onSuccess: (next) => { if (followPreferences(next)) location.reload(); else notifications.show({ message: t('profile.saved') }); } });
  const browser = { value: '', label: t('profile.browser') };
  const select = (key: 'language' | 'locale' | 'density' | 'contrast', data: { value: string; label: string }[]) => (
    <NativeSelect label={t(`profile.${key}`)} value={preferences[key] ?? ''} data={[browser, ...data]} disabled={set.isPending} onChange={(event) => choose({ [key]: event.currentTarget.value || null } as PreferenceChange)} />
  );
  return (
    <Card title={t('profile.reading')} note={t('profile.readingNote')}>
      <div className="pad settings-grid">
        {select('language', Object.entries(languages).map(([value, label]) => ({ value, label })))}
        {select('locale', locales.map((value) => ({ value, label: `${value} (${localeExample(value)})` })))}
        <Select size="xs" label={t('profile.timeZone')} placeholder={t('profile.browser')} searchable clearable clearButtonProps={{ 'aria-label': t('profile.browser') }} data={zones} value={preferences.timeZone ?? null} disabled={set.isPending} onChange={(value) => choose({ timeZone: value })} comboboxProps={{ withinPortal: true }} />
        {select('density', (['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`profile.${value}`) })))}
        {select('contrast', (['standard', 'high'] as const).map((value) => ({ value, label: t(`profile.${value}`) })))}
        {set.error && <Failure error={set.error} compact />}
      </div>
    </Card>
  );
}

/** Profile: name, reading, password, sessions. */
export function ProfilePart() {
  return <><WhoCard /><ReadingCard /><PasswordCard /><SessionsCard /></>;
}
