/** A part of a JSON Schema as forms read it. */
export interface Shape {
  type?: string;
  const?: unknown;
  enum?: readonly string[];
  /** How the choices are called, where the definition itself names them. */
  names?: Readonly<Record<string, string>>;
  description?: string;
  default?: unknown;
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  items?: Shape | false;
  prefixItems?: readonly Shape[];
  additionalProperties?: Shape | boolean;
  propertyNames?: Shape;
  oneOf?: readonly Shape[];
  anyOf?: readonly Shape[];
  minimum?: number;
  minItems?: number;
  $ref?: string;
  $defs?: Readonly<Record<string, Shape>>;
}

/** How a part of a definition is edited. */
export type Control = 'fixed' | 'choice' | 'text' | 'number' | 'switch' | 'fields' | 'entries' | 'rows' | 'values' | 'named' | 'variants' | 'maybe' | 'none';

/** The shape behind a reference. */
export function resolved(shape: Shape, root: Shape): Shape {
  const name = shape.$ref?.split('/').at(-1);
  return name === undefined ? shape : (root.$defs?.[name] ?? shape);
}

function isNull({ type }: Shape): boolean {
  return type === 'null';
}

/** Which control edits a shape; `none` where only the text can say it. Pure. */
export function controlOf(shape: Shape, root: Shape): Control {
  if (shape.const !== undefined) return 'fixed';
  if (shape.enum) return 'choice';
  if (shape.oneOf) return 'variants';
  if (shape.anyOf) return shape.anyOf.length === 2 && shape.anyOf.some(isNull) ? 'maybe' : 'none';
  if (shape.type === 'string') return 'text';
  if (shape.type === 'number' || shape.type === 'integer') return 'number';
  if (shape.type === 'boolean') return 'switch';
  if (shape.type === 'object' && shape.properties) return 'fields';
  if (shape.type === 'object' && typeof shape.additionalProperties === 'object' && controlOf(shape.additionalProperties, root) !== 'none') return 'named';
  if (shape.type !== 'array' || !shape.items && !shape.prefixItems) return 'none';
  const item = resolved(shape.items || {}, root);
  if (item.prefixItems) return 'rows';
  return ['fields', 'variants'].includes(controlOf(item, root)) ? 'entries' : item.type === 'string' || item.type === 'number' ? 'values' : 'none';
}

/** What a value that may be absent is when it is there. */
export function presentShape(shape: Shape): Shape {
  return shape.anyOf?.find((one) => !isNull(one)) ?? shape;
}

/** The variant a value is of, by its fixed field; the first where none fits. */
export function variantOf(shape: Shape, value: unknown): { field: string; index: number } {
  const field = Object.entries(shape.oneOf?.[0]?.properties ?? {}).find(([, one]) => one.const !== undefined)?.[0] ?? 'type';
  const index = shape.oneOf?.findIndex((one) => one.properties?.[field]?.const === (value as Record<string, unknown> | undefined)?.[field]) ?? 0;
  return { field, index: Math.max(0, index) };
}

/** The smallest value of a shape, for what is added; what must be filled in is left empty. Pure. */
export function blankOf(given: Shape, root: Shape): unknown {
  const shape = resolved(given, root);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.oneOf) return blankOf(shape.oneOf[0] ?? {}, root);
  if (shape.anyOf) return blankOf(presentShape(shape), root);
  if (shape.type === 'object') return Object.fromEntries((shape.required ?? []).map((key) => [key, blankOf(shape.properties?.[key] ?? {}, root)]));
  if (shape.prefixItems) return shape.prefixItems.map((one) => blankOf(one, root));
  if (shape.type === 'array') return Array.from({ length: shape.minItems ?? 0 }, () => blankOf(shape.items || {}, root));
  if (shape.type === 'number' || shape.type === 'integer') return Math.max(0, shape.minimum ?? 0);
  return shape.type === 'boolean' ? false : '';
}
