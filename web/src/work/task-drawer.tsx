import { ActionIcon, Button, Drawer, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconListTree, IconTrash, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail, TaskItem, TaskPriority, TaskStatus } from '../../../src/contract/task.ts';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { momentText } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { useWork } from './use-work.tsx';
import '../style/work.css';

// The contract's lists, without its schemas: what checks them does not belong into a page.
const taskStatuses = ['pending', 'in-progress', 'review', 'done', 'deferred', 'cancelled', 'blocked'] as const satisfies readonly TaskStatus[];
const taskPriorities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly TaskPriority[];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section className="stack" style={{ gap: 6 }}><h3 className="work-h">{title}</h3>{children}</section>;
}

/** One line that adds something. */
function AddLine({ label, button, onAdd }: { label: string; button: string; onAdd: (text: string) => Promise<boolean> }) {
  const [text, setText] = useState('');
  const submit = async () => {
    if (text.trim() && (await onAdd(text.trim()))) setText('');
  };
  return (
    <form className="row" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <TextInput style={{ flex: 1 }} aria-label={label} placeholder={label} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Button type="submit" disabled={!text.trim()}>{button}</Button>
    </form>
  );
}

function Choices({ task }: { task: TaskItem }) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const members = useOperation('member.list', { limit: 5000 });
  const said = t('said.changed', { what: task.title });
  const one = { ids: [task.id], versions: [task.version] };
  return (
    <div className="work-fields">
      <NativeSelect label={t('status.label')} value={task.status} onChange={(event) => { const status = event.currentTarget.value as TaskStatus; void change(said, () => call('task.set-status', { status, ...one })); }} data={taskStatuses.map((value) => ({ value, label: t(`status.${value}`) }))} />
      <NativeSelect label={t('priority.label')} value={task.priority} onChange={(event) => { const priority = event.currentTarget.value as TaskPriority; void change(said, () => call('task.update', { id: task.id, version: task.version, priority })); }} data={taskPriorities.map((value) => ({ value, label: t(`priority.${value}`) }))} />
      <NativeSelect label={t('drawer.assignee')} value={task.assigneeId ?? 'nobody'} onChange={(event) => { const assignee = event.currentTarget.value; void change(said, () => call('task.assign', { assignee, ...one })); }} data={[{ value: 'nobody', label: t('drawer.nobody') }, ...(members.data?.items ?? (task.assigneeId ? [{ id: task.assigneeId, name: task.assignee ?? '' }] : [])).map(({ id, name }) => ({ value: id, label: name }))]} />
      <TextInput type="date" label={t('drawer.due')} value={task.dueOn ?? ''} onChange={(event) => { const due = event.currentTarget.value; void change(said, () => call('task.update', { id: task.id, version: task.version, ...(due ? { due } : { noDue: true }) })); }} />
    </div>
  );
}

/** Texts are kept while they are written, and saved together. */
function Texts({ task }: { task: TaskItem }) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const [draft, setDraft] = useState({ title: task.title, description: task.description, details: task.details, testStrategy: task.testStrategy });
  const isChanged = (['title', 'description', 'details', 'testStrategy'] as const).some((field) => draft[field] !== task[field]);
  const set = (field: keyof typeof draft) => (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setDraft((before) => ({ ...before, [field]: value })); };
  const save = () => change(t('said.changed', { what: draft.title }), () => call('task.update', { id: task.id, version: task.version, ...draft }));
  return (
    <form className="stack" style={{ gap: 10 }} onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <TextInput label={t('drawer.name')} required maxLength={300} value={draft.title} onChange={set('title')} />
      <Textarea label={t('drawer.description')} autosize minRows={1} maxRows={8} value={draft.description} onChange={set('description')} />
      <Textarea label={t('drawer.details')} autosize minRows={2} maxRows={12} value={draft.details} onChange={set('details')} />
      <Textarea label={t('drawer.test')} autosize minRows={1} maxRows={6} value={draft.testStrategy} onChange={set('testStrategy')} />
      {isChanged && <div className="row"><span className="grow" /><Button type="submit" variant="filled" disabled={!draft.title.trim()}>{t('drawer.save')}</Button></div>}
    </form>
  );
}

/** Shows the new state at once; the answer settles it. */
function SubtaskLine({ task, onTurn }: { task: TaskItem; onTurn: (task: TaskItem) => Promise<boolean> }) {
  const [isTurning, setTurning] = useState(false);
  const isClosed = task.status === 'done' || task.status === 'cancelled';
  const turn = async () => {
    setTurning(true);
    await onTurn(task);
    setTurning(false);
  };
  return <label className="row"><input type="checkbox" className="cb" checked={isTurning ? !isClosed : isClosed} onChange={() => void turn()} /><span className="t3 num">{task.number}</span><span className={isClosed ? 't3' : ''}>{task.title}</span></label>;
}

function Subtasks({ task, subtasks }: Pick<TaskDetail, 'task' | 'subtasks'>) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const said = t('said.changed', { what: task.title });
  const turn = ({ id, version, status }: TaskItem) => change(said, () => call('task.set-status', { status: status === 'done' || status === 'cancelled' ? 'pending' : 'done', ids: [id], versions: [version] }));
  return (
    <Part title={t('drawer.subtasks')}>
      {subtasks.map((one) => (
        <SubtaskLine key={one.id} task={one} onTurn={turn} />
      ))}
      <AddLine label={t('drawer.subtask')} button={t('drawer.subtaskAdd')} onAdd={(title) => change(said, () => call('task.expand', { id: task.id, subtasks: [title] }))} />
      {subtasks.length === 0 && /^\s*([-*•]|\d+[.)])\s/m.test(task.details) && <div><Button size="compact-sm" variant="subtle" leftSection={<IconListTree size={14} />} onClick={() => void change(said, () => call('task.expand', { id: task.id }))}>{t('drawer.expand')}</Button></div>}
    </Part>
  );
}

function Dependencies({ task, dependsOn }: Pick<TaskDetail, 'task' | 'dependsOn'>) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const said = t('said.changed', { what: task.title });
  return (
    <Part title={t('drawer.dependencies')}>
      {dependsOn.length === 0 && <span className="t3">{t('drawer.none')}</span>}
      {dependsOn.map((one) => (
        <div key={one.id} className="row"><span className="t3 num">{one.number}</span><span className="ell">{one.title}</span><span className="tag">{t(`status.${one.status}`)}</span><span className="grow" /><ActionIcon size="sm" variant="subtle" aria-label={t('drawer.unlink', { title: one.title })} onClick={() => void change(said, () => call('task.remove-dependency', { id: task.id, dependsOn: one.id }))}><IconX size={14} /></ActionIcon></div>
      ))}
      <AddLine label={t('drawer.dependency')} button={t('drawer.dependencyAdd')} onAdd={(dependsOn) => change(said, () => call('task.add-dependency', { id: task.id, dependsOn }))} />
    </Part>
  );
}

function Comments({ task, comments, focus }: Pick<TaskDetail, 'task' | 'comments'> & { focus: boolean }) {
  const { t } = useTranslation('task');
  const { fail, refresh } = useWork();
  const [body, setBody] = useState('');
  const send = async () => {
    try {
      await call('task.comment', { id: task.id, body });
      setBody('');
    } catch (error) {
      fail(error);
    }
    await refresh();
  };
  return (
    <Part title={t('drawer.comments')}>
      {comments.map((comment) => (
        <article key={comment.id} className="work-comment"><div className="row"><b>{comment.author}</b><span className="t3 num">{momentText(comment.at)}</span></div><p>{comment.body}</p>{comment.mentions.length > 0 && <span className="t3">{t('drawer.mentions', { names: comment.mentions.map(({ name }) => name).join(', ') })}</span>}</article>
      ))}
      <form className="stack" style={{ gap: 6 }} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Textarea {...(focus ? { 'data-autofocus': true } : {})} aria-label={t('drawer.comment')} placeholder={`${t('drawer.comment')}, ${t('drawer.commentHint')}`} autosize minRows={2} value={body} onChange={(event) => setBody(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && body.trim()) void send(); }} />
        <div className="row"><span className="grow" /><Button type="submit" disabled={!body.trim()}>{t('drawer.send')}</Button></div>
      </form>
    </Part>
  );
}

/** A task with all that hangs on it. `comment` puts the cursor into a new comment. */
export function TaskDrawer({ id, comment, onClose }: { id: string | undefined; comment: boolean; onClose: () => void }) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const read = useOperation('task.show', { id: id ?? '' }, { enabled: id !== undefined });
  const remove = async (task: TaskItem) => {
    if (await change(t('drawer.removed', { title: task.title }), () => call('task.remove', { ids: [task.id], versions: [task.version] }))) onClose();
  };
  return (
    <Drawer opened={id !== undefined} onClose={onClose} title={read.data ? t('drawer.title', { number: read.data.task.number }) : t('one.task')} size={520} closeButtonProps={{ 'aria-label': t('said.close') }}>
      {id !== undefined && <Loaded read={read}>{({ task, subtasks, dependsOn, comments }) => (
        <div className="stack" style={{ gap: 16 }}>
          {task.accountId && <div className="row"><span className="t3">{t('drawer.account')}</span><Link to="/account/$id" params={{ id: task.accountId }} className="aname">{task.accountName}</Link></div>}
          {task.origin.why && <div className="t2">{t('drawer.why')}: {task.origin.why}</div>}
          {task.recurrence && <div className="t2">{t('drawer.repeats')}: {t(`drawer.every.${task.recurrence.every}`, { count: task.recurrence.count })}</div>}
          <Choices task={task} />
          <Texts key={task.id} task={task} />
          {task.parentId === null && <Subtasks task={task} subtasks={subtasks} />}
          <Dependencies task={task} dependsOn={dependsOn} />
          <Comments task={task} comments={comments} focus={comment} />
          <div className="row"><span className="grow" /><Button variant="subtle" color="red" leftSection={<IconTrash size={14} />} onClick={() => void remove(task)}>{t('drawer.remove')}</Button></div>
        </div>
      )}</Loaded>}
    </Drawer>
  );
}
