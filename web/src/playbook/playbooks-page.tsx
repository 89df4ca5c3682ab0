import '../style/playbook.css';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PlaybookItem } from '../../../src/contract/playbook.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { useSession } from '../app/reading.ts';
import { count, dayText } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { StateButton } from './state-dialogs.tsx';
import { PlaybookTag } from './state-tag.tsx';

const shownTriggers = 4;

function Figures({ runs }: Pick<PlaybookItem, 'runs'>) {
  const { t } = useTranslation('playbook');
  const shown = (['running', 'achieved', 'lost'] as const).map((id) => [id, runs[id]] as const);
  const more = (['paused', 'failed'] as const).filter((id) => runs[id] > 0);
  return (
    <div>
      <dl className="pb-figures num" style={{ margin: 0 }}>{shown.map(([id, n]) => <div key={id}><dt>{t(`figures.${id}`)}</dt><dd>{count(n)}</dd></div>)}</dl>
      {more.length > 0 && <div className="t2 num" style={{ textAlign: 'right' }}>{more.map((id) => `${t(`figures.${id}`)} ${count(runs[id])}`).join(', ')}</div>}
    </div>
  );
}

function Line({ item, mayAct }: { item: PlaybookItem; mayAct: boolean }) {
  const { t } = useTranslation('playbook');
  const rest = item.triggers.length - shownTriggers;
  return (
    <li className="pb-line">
      <div>
        <div className="row"><h2><Link to="/playbooks/$id" params={{ id: item.id }}>{item.label}</Link></h2><PlaybookTag status={item.status} />{item.since && <span className="t3">{t('since', { day: dayText(item.since), who: item.byWhom ?? '' })}</span>}</div>
        <p>{item.goal}</p>
        <p className="t2">{item.description}</p>
        <div className="pb-starts"><span className="t3">{t('starts')}</span>{item.triggers.slice(0, shownTriggers).map((one) => <span className="tag" key={one}>{one}</span>)}{rest > 0 && <span className="t3">{t('more', { count: rest })}</span>}</div>
        <p className="t3">{t('steps', { count: item.steps })}, {t('days', { count: item.days })}</p>
      </div>
      <Figures runs={item.runs} />
      {mayAct && <div className="pb-acts"><StateButton playbook={item} named /></div>}
    </li>
  );
}

/** The library of playbooks: what each is for, whether it is at work, and what its runs came to. */
export function PlaybooksPage() {
  const { t } = useTranslation('playbook');
  const read = useOperation('playbook.list', {});
  const mayAct = useMay()('approve');
  const { sees } = useSession().may;
  const order = { active: 0, paused: 1, off: 2 };
  return (
    <>
      <header className="top"><h1>{t('title')}</h1><span className="t3 num">{read.data && count(read.data.items.length)}</span><HowComputed title={t('howFigures')}>{t('howFiguresText')}</HowComputed><span className="grow" />{sees === 'company' && <Link to="/outcomes" className="link">{t('outcomes')}</Link>}</header>
      <div className="page" tabIndex={0} role="region" aria-label={t('library')}>
        <Loaded read={read} skeleton={<RowsSkeleton rows={8} height={96} label={t('loading')} />}>
          {({ items }) => (items.length === 0 ? <Empty title={t('empty')}>{t('emptyText')}</Empty> : <ul className="pb-lines">{items.toSorted((a, b) => order[a.status] - order[b.status] || a.label.localeCompare(b.label)).map((item) => <Line key={item.id} item={item} mayAct={mayAct} />)}</ul>)}
        </Loaded>
      </div>
    </>
  );
}
