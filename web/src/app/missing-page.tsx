import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/state.tsx';

/** The answer to an address that names no page. */
export function MissingPage() {
  return (
    <main className="gate">
      <h1>There is no such page</h1>
      <Empty title="The address does not name a page of Mainstay." action={<Link to="/" className="link">Open the book</Link>} />
    </main>
  );
}
