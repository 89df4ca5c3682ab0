import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

/** People of the book who are not written to. */
export function SuppressionCard() {
  const { t } = useTranslation('action');
  const read = useOperation('suppression.list', { limit: 500 });
  return (
    <Card title={t('settings.suppressed')} note={t('settings.suppressedNote')}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('settings.noneSuppressed')} /> : (
        <PlainTable label={t('settings.suppressed')} rows={items} keyOf={({ personId }) => personId} columns={[
          { label: t('settings.person'), cell: ({ name, address }) => <>{name} <span className="t3">{address}</span></> }, { label: t('settings.account'), cell: ({ accountId, accountName }) => <Link to="/account/$id" params={{ id: accountId }}>{accountName}</Link> },
          { label: t('why'), cell: ({ reason, note }) => <>{t(`settings.reasons.${reason}`)} {note && <span className="t3">{note}</span>}</> }, { label: t('settings.since'), cell: ({ at }) => <span className="num">{momentText(at)}</span> },
        ]} />
      ))}</Loaded>
    </Card>
  );
}
