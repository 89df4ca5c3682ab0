import type { z } from 'zod';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { playbookProblems } from './check-playbook.ts';
import { playbookDefinition, type Playbook } from './playbook.ts';

/** The kind of definition that `definitions/playbooks` holds. */
export const playbookKind: DefinitionKind<Playbook> = { kind: 'playbook', folder: 'playbooks', schema: playbookDefinition as unknown as z.ZodType<Playbook>, check: playbookProblems };
