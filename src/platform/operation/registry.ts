import { fault } from '../../lib/fault.ts';
import type { AnyOperation } from './operation.ts';

/** The table of all operations, looked up by id. Ids are unique; a clash is a programmer's error found at start. */
export class OperationTable {
  private readonly byId = new Map<string, AnyOperation>();

  constructor(operations: readonly AnyOperation[]) {
    for (const operation of operations) {
      if (this.byId.has(operation.id)) throw new Error(`Two operations are called ${operation.id}.`);
      this.byId.set(operation.id, operation);
    }
  }

  /** The operation, or a `notFound` Fault that names near ones. */
  get(id: string): AnyOperation {
    const operation = this.byId.get(id);
    if (operation) return operation;
    const noun = id.split('.')[0];
    const near = this.all().filter((other) => other.id.startsWith(`${noun}.`)).map((other) => other.id);
    throw fault('notFound', 'operation', `There is no operation "${id}".`, { remedy: near.length ? `Did you mean ${near.join(', ')}?` : 'GET /api/openapi.json lists them all.' });
  }

  find(id: string): AnyOperation | undefined {
    return this.byId.get(id);
  }

  all(): readonly AnyOperation[] {
    return [...this.byId.values()];
  }
}
