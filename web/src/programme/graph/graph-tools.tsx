import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StepIcon } from '../../playbook/step-icon.tsx';

export const graphViews = ['drawing', 'list'] as const;
export type GraphView = (typeof graphViews)[number];

/** What can be done to the whole: look, add, back and forward. */
export function GraphTools({ kinds, view, after, readOnly, undo, redo, onView, onAdd }: { kinds: readonly string[]; view: GraphView; after: string | undefined; readOnly: boolean; undo: (() => void) | undefined; redo: (() => void) | undefined; onView: (view: GraphView) => void; onAdd: (kind: string) => void }) {
  const { t } = useTranslation('programme');
  const { t: p } = useTranslation('playbook');
  return (
    <div className="row pg-tools">
      <SegmentedControl size="xs" aria-label={t('graph.as')} value={view} onChange={(next) => onView(next as GraphView)} data={graphViews.map((value) => ({ value, label: t(`graph.views.${value}`) }))} />
      <span className="grow" />
      {!readOnly && (
        <>
          <ActionIcon variant="subtle" color="gray" disabled={!undo} aria-label={t('graph.undo')} title={`${t('graph.undo')} (Ctrl+Z)`} onClick={undo}><IconArrowBackUp size={16} /></ActionIcon>
          <ActionIcon variant="subtle" color="gray" disabled={!redo} aria-label={t('graph.redo')} title={`${t('graph.redo')} (Ctrl+Shift+Z)`} onClick={redo}><IconArrowForwardUp size={16} /></ActionIcon>
          <Menu position="bottom-end" shadow="md" withinPortal>
            <Menu.Target><Button size="compact-sm" leftSection={<IconPlus size={14} />}>{t('graph.add')}</Button></Menu.Target>
            <Menu.Dropdown><Menu.Label>{after === undefined ? t('graph.addLast') : t('graph.addBelow', { name: after })}</Menu.Label>{kinds.map((kind) => <Menu.Item key={kind} leftSection={<StepIcon kind={kind} />} onClick={() => onAdd(kind)}>{p(`kind.${kind as 'task'}`)}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
        </>
      )}
    </div>
  );
}
