import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { Loaded } from '../ui/state.tsx';

/** What each role may do, from the table by which the server decides. */
export function RolesPart() {
  const { t } = useTranslation('settings');
  const read = useOperation('role.list', {});
  return (
    <Card title={t('roles.title')} note={t('roles.note')}>
      <Loaded read={read}>{({ items, abilities }) => (
        <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('roles.table')}>
          <table className="table roles-table">
            <thead><tr><th scope="col">{t('roles.ability')}</th>{items.map((role) => <th key={role.id} scope="col">{t(`role.${role.id}`)}</th>)}</tr></thead>
            <tbody>
              <tr className="roles-notes"><td />{items.map((role) => <td key={role.id}>{t(`roleNote.${role.id}`)}</td>)}</tr>
              <tr><th scope="row">{t('roles.seesRow')}</th>{items.map((role) => <td key={role.id}>{t(`sees.${role.sees}`)}</td>)}</tr>
              <tr><th scope="row">{t('roles.changesRow')}</th>{items.map((role) => <td key={role.id}>{t(`changes.${role.changes}`)}</td>)}</tr>
              {abilities.map(({ id, operations }) => (
                <tr key={id}>
                  <th scope="row">
                    {t(`roles.abilities.${id}`)}
                    {operations.length > 0 && <details><summary>{t('roles.operations', { count: operations.length })}</summary><ul>{operations.map((operation) => <li key={operation.id}><span className="mono">{operation.id}</span> {operation.summary}</li>)}</ul></details>}
                  </th>
                  {items.map((role) => <td key={role.id}>{role.abilities.includes(id) ? <IconCheck size={16} aria-label={t('roles.yes')} role="img" /> : <span className="t3"><span aria-hidden="true">–</span><span className="sr">{t('roles.no')}</span></span>}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}</Loaded>
    </Card>
  );
}
