import { z } from 'zod';
import { compileExpression, holds, type Expression, type FactValues } from '../definition/expression.ts';
import type { DefinitionKind } from '../definition/definition.ts';

/** A set of segments over facts: the first rule that holds, by order, names the account's segment. */
export const segmentSet = z.strictObject({
  kind: z.literal('segment'),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  label: z.string(),
  description: z.string().optional(),
  /** A segment delivered by the company's own records wins over the rules. */
  preferDelivered: z.boolean().default(true),
  segments: z.array(z.strictObject({ id: z.string(), label: z.string(), when: z.string().describe('CEL over facts; unknown does not hold.') })).min(1),
});
export type SegmentSet = z.infer<typeof segmentSet>;

/** The kind of definition that `definitions/segments` holds. */
export const segmentKind: DefinitionKind<SegmentSet> = {
  kind: 'segment',
  folder: 'segments',
  schema: segmentSet as z.ZodType<SegmentSet>,
  check(body, facts) {
    return body.segments.flatMap((segment, index) => {
      try {
        compileExpression(segment.when, facts);
        return [];
      } catch (error) {
        return [{ path: `segments.${index}.when`, message: (error as Error).message, remedy: 'Use fact ids of the catalogue in a CEL condition.' }];
      }
    });
  },
};

export interface CompiledSegments {
  id: string;
  preferDelivered: boolean;
  segments: { id: string; label: string; when: Expression }[];
}

/** Compiles a set once. */
export function compileSegments(set: SegmentSet): CompiledSegments {
  return { id: set.id, preferDelivered: set.preferDelivered, segments: set.segments.map((segment) => ({ id: segment.id, label: segment.label, when: compileExpression(segment.when) })) };
}

/** The segment of an account by its facts; null when no rule is known to hold. `delivered` is the segment of the company's own records. */
export function segmentOf(set: CompiledSegments, values: FactValues, delivered: string | null = null): string | null {
  if (set.preferDelivered && delivered) return delivered;
  return set.segments.find((segment) => holds(segment.when, values))?.id ?? null;
}
