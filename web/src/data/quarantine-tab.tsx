import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineGroup } from '../../../src/contract/import.ts';
import { call } from '../api/call.ts';
import type { QuarantineItem } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { baseName, count, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';
import { FixForm, rowTouches } from './fix-form.tsx';

const firstRows = 50;
const moreRows = 200;
type Which = { ids?: string[]; file?: string; code?: string };

/** Loads rows again or dismisses them, a row, a group or all; a dismissal can be taken back. */
function useRows() {
  const { t } = useTranslation('data');
  const client = useQueryClient();
  const replay = useChange('quarantine.replay', rowTouches);
  const dismiss = useChange('quarantine.dismiss', rowTouches);
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey }) => rowTouches.some((prefix) => String(queryKey[0]).startsWith(prefix)) });
  return {
    busy: replay.isPending || dismiss.isPending,
    error: replay.error ?? dismiss.error,
    load: (which: Which) => replay.mutate(which, { onSuccess: ({ replayed, stillQuarantined }) => notifications.show({ message: t('held.loaded', { count: replayed, text: count(replayed), back: count(stillQuarantined) }), closeButtonProps: { 'aria-label': t('close') } }) }),
    dismiss: (which: Which) => dismiss.mutate(which, {
      onSuccess: ({ dismissed, settledAt }) => noteWithUndo(t('held.dismissed', { count: dismissed, text: count(dismissed) }), t('undo'), async () => {
        await call('quarantine.reopen', { settledAt });
        await refresh();
      }),
    }),
  };
}

function Reason({ reason, remedy }: { reason: string; remedy: string }) {
  return <>{reason} <span className="t2">{remedy}</span></>;
}

function Groups({ items, shown, rows, onShow }: { items: readonly QuarantineGroup[]; shown: QuarantineGroup | undefined; rows: ReturnType<typeof useRows>; onShow: (group: QuarantineGroup | undefined) => void }) {
  const { t } = useTranslation('data');
  const act = (group: QuarantineGroup) => {
    const which = { file: group.file, code: group.code };
    const isShown = shown === group;
    return (
      <span className="row">
        <Button size="compact-xs" aria-pressed={isShown} aria-label={t('held.showOf', { file: baseName(group.file) })} onClick={() => onShow(isShown ? undefined : group)}>{isShown ? t('held.all') : t('held.show')}</Button>
        <Button size="compact-xs" disabled={rows.busy} onClick={() => rows.load(which)}>{t('held.load')}</Button>
        <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" disabled={rows.busy} onClick={() => rows.dismiss(which)}>{t('held.dismiss')}</Button>
      </span>
    );
  };
  return (
    <PlainTable label={t('held.groups')} rows={items} keyOf={({ file, code, field }) => `${file} ${code} ${field}`} columns={[
      { label: t('held.file'), cell: ({ file }) => <b style={{ fontWeight: 550 }} title={file}>{baseName(file)}</b> },
      { label: t('held.field'), cell: ({ field }) => (field ? words(field) : <span className="t3">–</span>) },
      { label: t('held.reason'), cell: (group) => <Reason reason={group.reason} remedy={group.remedy} /> },
      { label: t('held.rows'), right: true, cell: (group) => count(group.count) },
      { label: t('held.act'), cell: act },
    ]} />
  );
}

function Rows({ group, rows }: { group: QuarantineGroup | undefined; rows: ReturnType<typeof useRows> }) {
  const { t } = useTranslation('data');
  const [limit, setLimit] = useState(firstRows);
  const [fixing, setFixing] = useState<QuarantineItem>();
  const read = useOperation('quarantine.list', { state: 'open', limit, ...(group ? { file: group.file, code: group.code } : {}) }, { keep: true });
  const act = (item: QuarantineItem) => (
    <span className="row"><Button size="compact-xs" onClick={() => setFixing(item)}>{t('held.fix')}</Button><Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" disabled={rows.busy} onClick={() => rows.dismiss({ ids: [item.id] })}>{t('held.dismiss')}</Button></span>
  );
  return (
    <Card title={t('held.list')} note={read.data && t('held.shown', { shown: count(read.data.items.length), total: count(read.data.total) })}>
      <Loaded read={read}>
        {({ items, next }) => (
          <>
            <PlainTable label={t('held.list')} rows={items} keyOf={(item) => item.id} columns={[
              { label: t('held.fileRow'), cell: (item) => <><b style={{ fontWeight: 550 }} title={item.file}>{baseName(item.file)}</b> <span className="t3 num">{item.row === null ? '' : t('held.row', { row: count(item.row) })}</span></> },
              { label: t('held.field'), cell: (item) => (item.field ? words(item.field) : <span className="t3">–</span>) },
              { label: t('held.value'), cell: (item) => <span className="mono">{item.value ?? ''}</span> },
              { label: t('held.reason'), cell: (item) => <Reason reason={item.reason} remedy={item.remedy} /> },
              { label: t('held.act'), cell: act },
            ]} />
            {next !== null && <div className="pad"><Button variant="subtle" color="gray" c="var(--tx)" loading={read.isFetching} onClick={() => setLimit(limit + moreRows)}>{t('held.more')}</Button></div>}
          </>
        )}
      </Loaded>
      <Modal opened={fixing !== undefined} onClose={() => setFixing(undefined)} title={fixing ? t('held.fixTitle', { file: baseName(fixing.file), row: fixing.row ?? '?' }) : t('held.fix')}>{fixing && <FixForm key={fixing.id} item={fixing} onClose={() => setFixing(undefined)} />}</Modal>
    </Card>
  );
}

/** The work-list of rows held back: by file and reason, loaded again or dismissed together; each row corrected in place. */
export function QuarantineTab() {
  const { t } = useTranslation('data');
  const read = useOperation('quarantine.summary', {});
  const rows = useRows();
  const [chosen, setChosen] = useState<string>();
  const keyOf = ({ file, code, field }: QuarantineGroup) => `${file} ${code} ${field}`;
  return (
    <Loaded read={read}>
      {({ items }) => {
        if (items.length === 0) return <Card title={t('held.groups')}><Empty title={t('held.none')}>{t('held.noneText')}</Empty></Card>;
        const shown = items.find((group) => keyOf(group) === chosen);
        return (
          <>
            <Card title={t('held.groups')} tools={<Button loading={rows.busy} onClick={() => rows.load({})}>{t('held.loadAll')}</Button>}>
              {rows.error && <div className="pad"><Failure error={rows.error} compact /></div>}
              <Groups items={items} shown={shown} rows={rows} onShow={(group) => setChosen(group && keyOf(group))} />
            </Card>
            <Rows key={chosen ?? ''} group={shown} rows={rows} />
          </>
        );
      }}
    </Loaded>
  );
}
