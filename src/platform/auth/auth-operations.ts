import type { AnyOperation } from '../operation/operation.ts';
import { auditOperations } from './audit-operations.ts';
import { keyOperations } from './key-operations.ts';
import { profileOperations } from './profile-operations.ts';
import { roleOperations } from './role-operations.ts';
import { sessionOperations, type SessionOperationDeps } from './session-operations.ts';
import { userOperations, type UserOperationDeps } from './user-operations.ts';

export interface AuthOperationDeps extends SessionOperationDeps, UserOperationDeps {
  /** Every operation of the instance, for the page of roles; default: none. */
  operations?(): readonly AnyOperation[];
}

/** Sessions, users, roles, keys and the audit trail. */
export function authOperations(deps: AuthOperationDeps): AnyOperation[] {
  return [...sessionOperations(deps), ...profileOperations(), ...userOperations(deps), ...roleOperations({ operations: () => deps.operations?.() ?? [] }), ...keyOperations(), ...auditOperations()];
}
