import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { count, momentText } from '../ui/format.ts';

const shownKeys = [['J K', 'move'], ['X', 'select'], ['E', 'edit'], ['↵', 'open'], ['/', 'filter'], ['⌘K', 'command'], ['?', 'help']] as const;

/** Keys that work here, and how fresh the data is. */
export function BookFooter() {
  const { t } = useTranslation('book');
  const may = useMay();
  const sources = useOperation('source.list', {}, { enabled: may('import') });
  const items = sources.data?.items ?? [];
  const newest = items.map((source) => source.lastReceivedAt).filter((at) => at !== null).sort().at(-1);
  const names = items.slice(0, 4).map((source) => source.name).join(', ');
  return (
    <footer className="foot">
      {shownKeys.map(([key, text]) => <span key={key}><span className="k">{key}</span> {t(`foot.${text}`)}</span>)}
      <span className="grow" />
      {newest && <Link to="/data" search={{}} className="ell">{t('foot.received', { at: momentText(newest), names })}{items.length > 4 && ` ${t('foot.more', { text: count(items.length - 4) })}`}</Link>}
    </footer>
  );
}
