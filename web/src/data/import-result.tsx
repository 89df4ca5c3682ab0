import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '../../../src/contract/import.ts';
import type { RowCounts } from '../api/operations.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { baseName, count } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { useChange, useIsChanging, useOperation } from '../api/use-operation.ts';
import { Failure, Loaded } from '../ui/state.tsx';
import { DoubtList } from './doubts-tab.tsx';
import { rowTouches } from './fix-form.tsx';
import { StagedFile } from './staged-file.tsx';

const parts = ['inserted', 'updated', 'unchanged', 'duplicate', 'quarantined'] as const;

/** True when every source row of a file is accounted for. */
export function addsUp(file: RowCounts): boolean {
  return file.rows === parts.reduce((sum, part) => sum + file[part], 0);
}

/** A file of which nothing was loaded: its kind and mapping can still be given, and its rows loaded. */
function UnloadedFiles({ item }: { item: ImportReport }) {
  const { t } = useTranslation('data');
  const read = useOperation('import.preview', { id: item.id }, { keep: true });
  const load = useChange('quarantine.replay', rowTouches);
  const isChanging = useIsChanging('import.correct');
  return (
    <Loaded read={read}>
      {({ items }) => items.filter((file) => isUnloaded(file)).map((file) => (
        <div key={file.id} className="stack" style={{ gap: 8 }}>
          <StagedFile importId={item.id} file={file} />
          {load.error && <Failure error={load.error} compact />}
          {file.kind !== 'other' && <div><Button loading={load.isPending} disabled={isChanging} onClick={() => load.mutate({ import: item.id, file: file.path })}>{t('import.loadRows', { count: file.quarantined, text: count(file.quarantined) })}</Button></div>}
        </div>
      ))}
    </Loaded>
  );
}

function isUnloaded(file: Pick<RowCounts, 'rows' | 'quarantined'>): boolean {
  return file.rows > 0 && file.rows === file.quarantined;
}

/** Where every row of an import went. */
export function ImportResult({ item }: { item: ImportReport }) {
  const { t } = useTranslation('data');
  const whole = item.files.every(addsUp);
  const held = item.totals.quarantined;
  return (
    <>
      <Card title={t('import.result')} note={<span className="row"><BandMark band={whole ? 'good' : 'risk'} size={9} />{whole ? t('import.whole') : t('import.broken')}</span>}>
        <PlainTable
          label={t('import.resultTable')} rows={item.files} keyOf={(file) => file.id}
          columns={[
            { label: t('import.file'), cell: (file) => <><b style={{ fontWeight: 550 }} title={file.path}>{baseName(file.path)}</b> <span className="t3">{t(`kind.${file.kind}`)}</span></> },
            { label: t('import.rows'), right: true, cell: (file) => count(file.rows) },
            ...parts.map((part) => ({ label: t(`import.${part}`), right: true, cell: (file: RowCounts) => <span className={part === 'quarantined' && file.quarantined ? 'neg' : ''}>{count(file[part])}</span> })),
          ]}
          foot={<tr><td>{t('import.sum')}</td><td className="r">{count(item.totals.rows)}</td>{parts.map((part) => <td key={part} className="r">{count(item.totals[part])}</td>)}</tr>}
        />
      </Card>
      <div className="row" style={{ gap: 16 }}>
        <Link to="/" search={{}} className="link">{t('import.book')}</Link>
        {held > 0 && <Link to="/data" search={{ tab: 'quarantine' }} className="link">{t('import.fix', { count: held, text: count(held) })}</Link>}
      </div>
      {item.files.some(isUnloaded) && <UnloadedFiles item={item} />}
      {item.doubts.length > 0 && <Card title={t('import.doubts')}><DoubtList doubts={item.doubts} /></Card>}
    </>
  );
}
