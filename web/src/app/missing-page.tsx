import { Link } from '@tanstack/react-router';
import { Empty, Failure } from '../ui/state.tsx';

/** The answer to an address that names no page. */
export function MissingPage() {
  return (
    <main className="gate">
      <h1>There is no such page</h1>
      <Empty title="The address does not name a page of Mainstay." action={<Link to="/" className="link">Open the book</Link>} />
    </main>
  );
}

/** The answer to a page that failed to draw. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="page">
      <h1 className="sr">This page failed</h1>
      <Failure error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    </div>
  );
}
