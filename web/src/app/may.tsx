import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ability } from '../../../src/contract/role.ts';
import { Empty } from '../ui/state.tsx';
import { useSession } from './reading.ts';

/** Whether the signed-in person may do something. The server decides; the page hides what it would refuse. */
export function useMay(): (ability: Ability) => boolean {
  const { may } = useSession();
  return (ability) => may.abilities.includes(ability);
}

/** Whether an account of this owner may be changed by the signed-in person. */
export function useMayChange(): (ownerId: string | null) => boolean {
  const { may, user } = useSession();
  return (ownerId) => may.abilities.includes('write') && (may.changes === 'company' || (may.changes === 'own' && ownerId !== null && ownerId === user.memberId));
}

/** The page of a role that does not have it: what a deep link shows. */
export function NotAllowed() {
  const { t } = useTranslation();
  return <Empty title={t('notAllowed.title')} action={<Link to="/" className="link">{t('notAllowed.home')}</Link>}>{t('notAllowed.text')}</Empty>;
}

/** Its content for those who may, else the state that says so. */
export function Only({ may, children }: { may: Ability; children: ReactNode }) {
  const allowed = useMay()(may);
  return allowed ? children : <NotAllowed />;
}
