import { defaultVisibility, roleTable, type Ability, type UserRole, type Visibility } from '../../contract/role.ts';
import type { Book, Principal } from '../operation/context.ts';
import type { KeyRow } from './api-key.ts';

/** What decides what a person may do. */
export interface Standing {
  role: UserRole;
  /** Set for the person; null follows the company default. */
  visibility: Visibility | null;
  /** The company's default for the role; null when none is set. */
  companyVisibility: Visibility | null;
  /** The member whose accounts are the own book. */
  memberId: string | null;
}

/** A signed-in person. */
export interface SignedIn extends Standing {
  id: string;
  name: string;
}

/** The book of somebody without one: it holds no account. */
const noBook: Book = { ownerId: '' };

function ownBook(memberId: string | null): Book {
  return memberId === null ? noBook : { ownerId: memberId };
}

/** Whose accounts a person sees. */
export function visibilityOf({ role, visibility, companyVisibility }: Omit<Standing, 'memberId'>): Visibility {
  return role === 'csm' || role === 'read_only' ? (visibility ?? companyVisibility ?? defaultVisibility[role]) : 'company';
}

/** Which accounts a person sees and which of them they change. */
export function booksOf(standing: Standing): { book: Book; changes: Book } {
  const { changes } = roleTable[standing.role];
  return {
    book: visibilityOf(standing) === 'company' ? 'all' : ownBook(standing.memberId),
    changes: changes === 'company' ? 'all' : changes === 'own' ? ownBook(standing.memberId) : noBook,
  };
}

/** The principal of a signed-in person. */
export function principalOfUser(user: SignedIn): Principal {
  return { kind: 'user', id: user.id, name: user.name, role: user.role, userId: user.id, scopes: new Set(roleTable[user.role].abilities), ...booksOf(user) };
}

function narrower(a: Book, b: Book): Book {
  if (a === 'all') return b;
  return b === 'all' || b.ownerId === a.ownerId ? a : noBook;
}

/** The principal of an API key: never more than the person in whose name it acts may do at this moment, and no more of the book than it was made for. */
export function principalOfKey(key: KeyRow): Principal {
  const person = key.person;
  const books = person ? booksOf(person) : { book: 'all' as const, changes: 'all' as const };
  const limit: Book = key.memberId === null ? 'all' : ownBook(key.memberId);
  const held: ReadonlySet<Ability> = new Set(person ? roleTable[person.role].abilities : roleTable.admin.abilities);
  return {
    kind: 'key', id: key.id, name: key.name, role: key.role, userId: key.userId, scopes: new Set(key.scopes.filter((scope) => held.has(scope))),
    book: narrower(books.book, limit), changes: narrower(books.changes, limit),
  };
}
