import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

const shaLength = 10;
const pollMs = 5000;

/** The git history of the programme: one commit for each approval, and what waits to be written. */
export function RecordView() {
  const { t } = useTranslation('programme');
  const read = useOperation('definition.commits', {}, { refetchMs: pollMs });
  return (
    <div className="prog-main" tabIndex={0} role="region" aria-label={t('view.record')}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('record.none')}>{t('record.noneText')}</Empty> : (
        <Card title={t('view.record')} note={t('record.note')}>
          <PlainTable label={t('view.record')} rows={items} keyOf={({ kind, definitionId, version }) => `${kind} ${definitionId} ${version}`} columns={[
            { label: t('record.what'), cell: ({ subject, message }) => <>{subject}{message !== null && <div className="neg">{t('record.failed', { message })}</div>}</> },
            { label: t('record.who'), cell: ({ author }) => author },
            { label: t('record.at'), cell: ({ at }) => <span className="num">{momentText(at)}</span> },
            { label: t('record.sha'), cell: ({ sha }) => (sha === null ? <span className="t2">{t('record.waits')}</span> : <code title={sha}>{sha.slice(0, shaLength)}</code>) },
          ]} />
        </Card>
      ))}</Loaded>
    </div>
  );
}
