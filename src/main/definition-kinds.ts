import { healthKinds } from '../insight/health/approve-shipped.ts';
import { metricKind } from '../insight/metric/metric-definition.ts';
import { signalKind } from '../insight/signal/signal-rule.ts';
import { policyKind } from '../practice/action/policy.ts';
import { playbookKind } from '../practice/playbook/playbook-kind.ts';
import { surveyKind } from '../practice/playbook/survey.ts';
import { templateKind } from '../practice/playbook/template.ts';
import { checkedMappingKind } from '../source/sync/connection/checked-mapping.ts';
import type { DefinitionKind } from '../program/definition/definition.ts';

/** Every kind of definition that the programme is made of. */
export const definitionKinds: readonly DefinitionKind[] = [...healthKinds, signalKind as DefinitionKind, metricKind as DefinitionKind, policyKind as DefinitionKind, playbookKind as DefinitionKind, templateKind as DefinitionKind, surveyKind as DefinitionKind, checkedMappingKind as DefinitionKind];
