import { useTranslation } from 'react-i18next';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { Card } from '../ui/card.tsx';
import { HealthHistory } from './health-history.tsx';
import { Ledger } from './ledger.tsx';

/** The score's history on its bands, and the ledger of every change. */
export function HistoryTab({ health }: { health: HealthDetail }) {
  const { t } = useTranslation('account');
  return (
    <>
      <Card title={t('tab.history')} note={t('health.card', { label: health.scorecard.label, version: health.scorecard.version })}>
        <div style={{ padding: '0 16px 14px' }}><HealthHistory history={health.history} bands={health.scorecard.bands} width={820} height={220} /></div>
      </Card>
      <Card title={t('ledger.title')} note={t('ledger.note')}><Ledger accountId={health.accountId} /></Card>
    </>
  );
}
