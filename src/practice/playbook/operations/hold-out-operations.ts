import { holdOutChange, holdOutInput } from '../../../contract/outcome.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { holdOutItemOf, nobodyHeldOut, readHoldOuts, setHoldOut } from '../hold-out.ts';
import { getPlaybook } from '../set-playbook-state.ts';

/** Choosing who is left alone, so that a playbook's effect can be measured. */
export function holdOutOperations(): AnyOperation[] {
  return [defineOperation({
    id: 'playbook.hold-out', summary: 'Leave a share of the accounts alone by lot, so that a playbook\'s effect can be measured', scope: 'approve', effect: 'change', reach: 'company', positional: ['id', 'percent'], entity: ({ id }) => `playbook:${id}`,
    description: 'Accounts held out get nothing from this playbook on their occasions. Who is under way stays. A larger share keeps those of a smaller one; 0 ends it, and who was held out may enter on the next occasion.',
    input: holdOutInput, output: holdOutChange,
    async handler({ db, clock, principal }, { id, percent, floor, reason, version }) {
      await getPlaybook(db, clock.wall(), id);
      return db.tx(async (tx) => {
        const before = (await readHoldOuts(tx)).get(id) ?? nobodyHeldOut;
        const holdOut = await setHoldOut(tx, clock, id, { share: percent / 100, floor: floor === undefined ? before.floor : floor, byWhom: principal.name, reason, version: version ?? before.version });
        return { holdOut: holdOutItemOf(holdOut), before: holdOutItemOf(before) };
      });
    },
  })];
}
