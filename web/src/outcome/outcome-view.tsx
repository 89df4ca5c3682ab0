import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OutcomeDetail, OutcomeItem } from '../../../src/contract/outcome.ts';
import { Card } from '../ui/card.tsx';
import { count, dayText, money } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty } from '../ui/state.tsx';
import { useEffectText, useLevelText } from './effect-text.ts';
import { HoldOutCard } from './hold-out-card.tsx';
import { Interval } from './interval.tsx';
import { VerdictTag } from './verdict-tag.tsx';

type Account = OutcomeDetail['accounts'][number];

function Worth({ money: rows }: Pick<OutcomeItem, 'money'>) {
  const { t } = useTranslation('outcome');
  if (rows.length === 0) return null;
  return (
    <Card title={t('moneyTitle')}>
      <div className="pad stack">
        {rows.map(({ currency, estimateMinor, lowMinor, highMinor, treatedMinor }) => (
          <div key={currency}>
            <div className="num"><b>{t('money', { amount: money(estimateMinor, currency) })}</b> <span className="t2">{t('moneyRange', { low: money(lowMinor, currency), high: money(highMinor, currency) })}</span></div>
            <div className="t3 num">{t('moneyNote', { treated: money(treatedMinor, currency) })}</div>
          </div>
        ))}
      </div>
    </Card>
  );
}

function LeftOut({ leftOut }: Pick<OutcomeItem, 'leftOut'>) {
  const { t } = useTranslation('outcome');
  const parts = (['notKnown', 'noMatch', 'otherShare'] as const).filter((key) => leftOut[key] > 0).map((key) => t(`left.${key}`, { count: leftOut[key] }));
  return <Card title={t('leftOut')}><p className="pad t2" style={{ margin: 0 }}>{parts.join(', ') || t('left.none')}</p></Card>;
}

function Accounts({ detail: { outcome, accounts, total } }: { detail: OutcomeDetail }) {
  const { t } = useTranslation('outcome');
  const level = useLevelText();
  const valueOf = ({ state, value, endOn }: Account) => {
    if (state !== 'counted' && state !== 'no_match') return <span className="t3">{t(`state.${state}`, { day: dayText(endOn) })}</span>;
    const text = outcome.measure === 'retained' || outcome.measure === 'returned' ? t(value ? 'kept' : 'lost') : level(outcome.measure, value);
    return state === 'no_match' ? <>{text} <span className="t3">{t('state.no_match')}</span></> : text;
  };
  return (
    <Card title={t('accounts')} note={accounts.length < total && t('shown', { shown: count(accounts.length), total: count(total) })}>
      {accounts.length === 0 ? <p className="pad t2" style={{ margin: 0 }}>{t('accountsNone')}</p> : (
        <PlainTable label={t('accounts')} rows={accounts} keyOf={({ accountId }) => accountId} columns={[
          { label: t('columns.account'), cell: ({ accountId, accountName }) => <Link to="/account/$id" params={{ id: accountId }} className="link">{accountName}</Link> },
          ...(outcome.method === 'randomised' ? [{ label: t('columns.arm'), cell: ({ arm }: Account) => t(`arm.${arm}`) }] : []),
          { label: t('columns.entered'), cell: ({ enteredOn }) => <span style={{ whiteSpace: 'nowrap' }}>{dayText(enteredOn)}</span> },
          { label: t('columns.value'), cell: valueOf },
          ...(outcome.method === 'observational' ? [{ label: t('columns.with'), cell: ({ matches }: Account) => <span className="t2">{matches.join(', ')}</span> }] : []),
        ]} />
      )}
    </Card>
  );
}

/** What one playbook did: the effect, what it is worth, who was left out, and the accounts behind it. */
export function OutcomeView({ detail }: { detail: OutcomeDetail }) {
  const { t } = useTranslation('outcome');
  const [effectText, level] = [useEffectText(), useLevelText()];
  const { outcome } = detail;
  const { effect, measure, treated, compared, verdict, waiting, nextOn } = outcome;
  if (outcome.method === 'none') return <div className="out-detail"><Empty title={t('accountsNone')}>{t('allOffText')}</Empty><HoldOutCard outcome={outcome} /></div>;
  return (
    <div className="out-detail">
      <div>
        <Card title={t(`measure.${measure}`)} tools={<div className="out-end"><VerdictTag outcome={outcome} /></div>}>
          <div className="pad stack num">
            {effect && <><p className="out-big">{effectText(measure, effect.estimate)} <span className="t2" style={{ fontSize: 13, fontWeight: 400 }}>{t('interval', { low: effectText(measure, effect.low), high: effectText(measure, effect.high) })}</span></p><Interval outcome={outcome} /></>}
            <p className="t2" style={{ margin: 0 }}>{t(`meaning.${verdict}`)}</p>
            <p className="t2" style={{ margin: 0 }}>{t('arms', { treated: count(treated.n), compared: count(compared.n) })}{treated.mean !== null && compared.mean !== null && `. ${t('mean', { treated: level(measure, treated.mean), compared: level(measure, compared.mean) })}`}</p>
            {waiting > 0 && <p className="t3" style={{ margin: 0 }}>{t('waiting', { count: waiting })}{nextOn && `, ${t('next', { day: dayText(nextOn) })}`}</p>}
          </div>
        </Card>
        <Accounts detail={detail} />
      </div>
      <div><HoldOutCard outcome={outcome} /><Worth money={outcome.money} /><LeftOut leftOut={outcome.leftOut} /></div>
    </div>
  );
}
