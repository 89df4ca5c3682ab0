import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProposalPreview } from '../../../src/contract/proposal.ts';
import { count } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';

/** Who would be treated differently today. */
export function Effect({ preview }: { preview: ProposalPreview | null }) {
  const { t } = useTranslation('programme');
  if (preview === null) return <p className="pad t2" style={{ margin: 0 }}>{t('nonePreview')}</p>;
  return (
    <>
      <p className="pad" style={{ margin: 0 }}>{preview.summary} {preview.total > preview.rows.length && <span className="t2">{t('shown', { shown: count(preview.rows.length), total: count(preview.total) })}</span>}</p>
      {preview.rows.length === 0 ? <p className="pad t2" style={{ margin: 0, paddingTop: 0 }}>{t('nobody')}</p> : (
        <PlainTable label={t('effect')} rows={preview.rows} keyOf={({ accountId }) => accountId} columns={[
          { label: t('account'), cell: ({ accountId, accountName }) => <Link to="/account/$id" params={{ id: accountId }} className="aname">{accountName}</Link> },
          { label: t('from'), cell: ({ from }) => from }, { label: t('to'), cell: ({ to }) => <b style={{ fontWeight: 550 }}>{to}</b> },
        ]} />
      )}
    </>
  );
}
