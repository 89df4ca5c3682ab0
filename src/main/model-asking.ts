import type { AskModelDeps } from '../agent/ask/ask-model.ts';
import { visibleAccount } from '../insight/health/visible-account.ts';
import type { Config } from '../platform/config/config.ts';
import { openModel } from '../platform/model/open-model.ts';
import { execute } from '../platform/operation/execute.ts';
import { toolSets } from '../surface/mcp/tool-sets.ts';
import type { App } from './compose.ts';

/** Joins a model to the operations, under the names by which agents know them; null while none is set up. */
export function modelAsking({ table, runtime }: Pick<App, 'table' | 'runtime'>, { model, allowHosts, publicUrl }: Pick<Config, 'model' | 'allowHosts' | 'publicUrl'>): AskModelDeps | null {
  if (!model) return null;
  return {
    model: openModel(model, allowHosts), settings: model, visibleAccount, baseUrl: () => publicUrl ?? runtime.baseUrl,
    call: (context, id, input) => execute(table.get(id), context, input) as Promise<never>,
    tools: () => toolSets.core.flatMap(({ name, about, operation }) => { const found = table.find(operation); return found ? [{ name, about, operation: found }] : []; }),
  };
}
