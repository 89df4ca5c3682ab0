import '../style/playbook.css';
import '../style/outcome.css';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OutcomeItem } from '../../../src/contract/outcome.ts';
import { useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { PlaybookTag } from '../playbook/state-tag.tsx';
import { count, dayText, moneyShort, percent } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { useEffectText } from './effect-text.ts';
import { Interval } from './interval.tsx';
import { OutcomeView } from './outcome-view.tsx';
import { VerdictTag } from './verdict-tag.tsx';

const order = { harms: 0, no_effect: 1, works: 2, unclear: 3, too_early: 4 };

function Line({ item }: { item: OutcomeItem }) {
  const { t } = useTranslation('outcome');
  const text = useEffectText();
  const { effect, measure, treated, compared, waiting, nextOn, money, holdOut } = item;
  return (
    <li className="out-line">
      <div>
        <div className="row"><h2><Link to="/outcomes" search={{ open: item.id } as never}>{item.label}</Link></h2><PlaybookTag status={item.status} /></div>
        <span className="t2">{t(`measure.${measure}`)}</span>{holdOut.percent > 0 && <span className="t3 num"> {t('hold.title')} {percent(holdOut.percent / 100)}</span>}
      </div>
      <div>{effect && item.verdict !== 'too_early' && <Interval outcome={item} />}</div>
      <div className="num">
        {effect && item.verdict !== 'too_early' && <div><b>{text(measure, effect.estimate)}</b> <span className="t2">{t('interval', { low: text(measure, effect.low), high: text(measure, effect.high) })}</span></div>}
        {item.method !== 'none' && <div className="t3">{t('arms', { treated: count(treated.n), compared: count(compared.n) })}</div>}
        {(item.verdict === 'works' || item.verdict === 'harms') && money.map(({ currency, estimateMinor }) => <div className="t3" key={currency}>{t('money', { amount: moneyShort(estimateMinor, currency) })}</div>)}
        {waiting > 0 && <div className="t3">{t('waiting', { count: waiting })}{nextOn && `, ${t('next', { day: dayText(nextOn) })}`}</div>}
      </div>
      <div className="out-end"><VerdictTag outcome={item} /></div>
    </li>
  );
}

function List() {
  const { t } = useTranslation('outcome');
  const read = useOperation('outcome.list', {});
  return (
    <Loaded read={read} skeleton={<RowsSkeleton rows={8} height={64} label={t('loading')} />}>
      {({ items }) => (items.length === 0 ? <Empty title={t('empty')}>{t('emptyText')}</Empty> : (
        <>
          {items.every(({ method }) => method === 'none') && <Empty title={t('allOff')}>{t('allOffText')}</Empty>}
          <ul className="out-lines" aria-label={t('list')}>{items.toSorted((a, b) => order[a.verdict] - order[b.verdict] || b.treated.n + b.waiting - a.treated.n - a.waiting || a.label.localeCompare(b.label)).map((item) => <Line key={item.id} item={item} />)}</ul>
        </>
      ))}
    </Loaded>
  );
}

function Detail({ id }: { id: string }) {
  const { t } = useTranslation('outcome');
  const read = useOperation('outcome.show', { id });
  return <Loaded read={read} skeleton={<RowsSkeleton rows={6} label={t('loading')} />}>{(detail) => <OutcomeView detail={detail} />}</Loaded>;
}

/** What each playbook did, harmful and idle ones first; one of them opened shows the accounts behind it. */
export function OutcomesPage() {
  const { t } = useTranslation('outcome');
  const { open } = useSearch({ from: '/app/outcomes' });
  const { may } = useSession();
  const named = useOperation('playbook.list', {}, { enabled: open !== undefined });
  const label = open && (named.data?.items.find(({ id }) => id === open)?.label ?? open);
  return (
    <>
      <header className="top">
        <Link to="/playbooks" className="pb-crumb">{t('playbooks')}</Link><span className="t3" aria-hidden>/</span>
        {label ? <><Link to="/outcomes" className="pb-crumb">{t('title')}</Link><span className="t3" aria-hidden>/</span><h1>{label}</h1></> : <h1>{t('title')}</h1>}
        <HowComputed title={t('how')}>{t('howText')}</HowComputed>
      </header>
      <div className="page" tabIndex={0} role="region" aria-label={t('list')}>
        {may.sees !== 'company' ? <Empty title={t('own')}>{t('ownText')}</Empty> : open ? <Detail id={open} /> : <List />}
      </div>
    </>
  );
}
