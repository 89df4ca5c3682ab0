import { Link } from '@tanstack/react-router';
import { useOperation } from '../api/use-operation.ts';
import { momentText } from '../ui/format.ts';

/** Keys that work here, and how fresh the data is. */
export function BookFooter() {
  const sources = useOperation('source.list', {});
  const items = sources.data?.items ?? [];
  const newest = items.map((source) => source.lastReceivedAt).filter((at) => at !== null).sort().at(-1);
  const names = items.slice(0, 4).map((source) => source.name).join(', ');
  return (
    <footer className="foot">
      <span><span className="k">J</span> <span className="k">K</span> move</span>
      <span><span className="k">X</span> select</span>
      <span><span className="k">↵</span> open</span>
      <span><span className="k">/</span> filter</span>
      <span><span className="k">⌘K</span> command</span>
      <span><span className="k">?</span> help</span>
      <span className="grow" />
      {newest && <Link to="/data" search={{}} className="ell">Received {momentText(newest)} from {names}{items.length > 4 ? ` and ${items.length - 4} more` : ''}</Link>}
    </footer>
  );
}
