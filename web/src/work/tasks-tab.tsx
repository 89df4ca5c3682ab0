import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { dayText, until } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { QuickAdd } from './quick-add.tsx';
import { TaskDrawer } from './task-drawer.tsx';
import { useWork } from './use-work.tsx';
import '../style/work.css';

/** Tasks stand as they are today: a past reading date does not change them. */
export function TasksTab({ accountId, canWrite }: { accountId: string; canWrite: boolean }) {
  const { t } = useTranslation('task');
  const { today } = useReading();
  const { change } = useWork();
  const [withClosed, setWithClosed] = useState(false);
  const [shown, setShown] = useState<string>();
  const read = useOperation('task.list', { accountId, parent: 'none', status: withClosed ? 'all' : 'open', limit: 5000 }, { keep: true });
  const templates = useOperation('task.templates', {}, { enabled: canWrite });
  const apply = (template: string, count: number) => change(t('account.applied', { count }), () => call('task.apply', { template, accountId }));
  const tools = (
    <>
      <label className="row"><input type="checkbox" className="cb" checked={withClosed} onChange={() => setWithClosed(!withClosed)} />{t('account.closed')}</label>
      {canWrite && <Menu position="bottom-end"><Menu.Target><Button size="compact-sm">{t('account.apply')}</Button></Menu.Target><Menu.Dropdown>{templates.data?.items.map(({ name, title, steps }) => <Menu.Item key={name} onClick={() => void apply(name, steps.length + steps.reduce((sum, step) => sum + step.subtasks.length, 0))}>{title}</Menu.Item>)}</Menu.Dropdown></Menu>}
    </>
  );
  return (
    <Card title={t('account.title')} tools={tools}>
      {canWrite && <div style={{ padding: '10px 16px' }}><QuickAdd accountId={accountId} /></div>}
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('account.none')}>{canWrite ? t('account.noneHelp') : ''}</Empty> : (
        <table className="table">
          <thead><tr><th>{t('account.number')}</th><th>{t('account.task')}</th><th>{t('status.label')}</th><th>{t('priority.label')}</th><th>{t('drawer.assignee')}</th><th>{t('drawer.due')}</th></tr></thead>
          <tbody>
            {items.map((task) => (
              <tr key={task.id}>
                <td className="num t3">{task.number}</td>
                <td>{canWrite ? <button type="button" className="linkbtn work-title" onClick={() => setShown(task.id)}>{task.title}</button> : task.title}{task.subtasks.total > 0 && <span className="t3"> {t('account.parts', task.subtasks)}</span>}</td>
                <td>{t(`status.${task.status}`)}</td><td>{t(`priority.${task.priority}`)}</td><td>{task.assignee ?? t('drawer.nobody')}</td>
                <td className="num">{task.dueOn ? <span className={task.dueOn < today && task.closedAt === null ? 'over' : ''} title={until(task.dueOn, today)}>{dayText(task.dueOn)}</span> : <span className="t3">{t('noDay')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}</Loaded>
      <TaskDrawer id={shown} comment={false} onClose={() => setShown(undefined)} />
    </Card>
  );
}
