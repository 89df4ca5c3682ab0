import '../style/settings.css';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Ability } from '../../../src/contract/role.ts';
import { NotAllowed, useMay } from '../app/may.tsx';
import { TabRow } from '../ui/card.tsx';
import { ActionsPart } from './actions-part.tsx';
import { AuditPart } from './audit-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { NotificationsPart } from './notifications-part.tsx';
import { ProfilePart } from './profile-part.tsx';
import { SourcesPart } from '../source/sources-part.tsx';
import { RolesPart } from './roles-part.tsx';
import { UsersPart } from './users-part.tsx';

const parts = { profile: ProfilePart, notifications: NotificationsPart, users: UsersPart, roles: RolesPart, actions: ActionsPart, sources: SourcesPart, keys: KeysPart, audit: AuditPart };
const partIds = ['profile', 'notifications', 'users', 'roles', 'actions', 'sources', 'keys', 'audit'] as const;
type PartId = (typeof partIds)[number];
const needs: Record<PartId, Ability> = { profile: 'self', notifications: 'self', users: 'oversee', roles: 'read', actions: 'read', sources: 'oversee', keys: 'oversee', audit: 'oversee' };

/** Settings: one's own, and those of the company for who may see them. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const may = useMay();
  const navigate = useNavigate();
  const { part } = useParams({ from: '/app/settings/$part' });
  const current = partIds.find((id) => id === part) ?? 'profile';
  const shown = partIds.filter((id) => may(needs[id]) || id === current);
  const Part = parts[current];
  return (
    <>
      <header className="top"><h1>{t('title')}</h1></header>
      <TabRow label={t('parts.label')} current={current} onChange={(id) => void navigate({ to: '/settings/$part', params: { part: id } })} tabs={shown.map((id) => ({ id, label: t(`parts.${id}`) }))} />
      <div className="page" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${current}`} tabIndex={0}><div className="section">{may(needs[current]) ? <Part /> : <NotAllowed />}</div></div>
    </>
  );
}
