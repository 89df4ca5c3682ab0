import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { count, momentText } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';

/** How answers and bounces find their way back, and what came in the last 30 days. */
export function ReplyCard() {
  const { t } = useTranslation('action');
  const read = useOperation('reply.status', {});
  return (
    <Card title={t('replies.title')} note={t('replies.note')}>
      <div className="pad stack">
        <CopyLine text={`${location.origin}/v1/mail`} label={t('replies.address')} />
        <p className="t2" style={{ margin: 0 }}>{t('replies.how')} <Link to="/settings/$part" params={{ part: 'keys' }} className="link">{t('replies.keys')}</Link></p>
        <Loaded read={read}>{({ lastAt, kinds }) => <p style={{ margin: 0 }}>{lastAt ? t('replies.last', { at: momentText(lastAt) }) : t('replies.none')} <span className="t2">{kinds.map(({ kind, count: n }) => `${t(`answer.${kind}`)}: ${count(n)}`).join(' · ')}</span></p>}</Loaded>
      </div>
    </Card>
  );
}
