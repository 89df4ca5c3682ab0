import { Environment, serialize, type ASTNode } from '@marcbachmann/cel-js';

/** A fact's value as an expression sees it; null is unknown. */
export type FactValue = number | string | boolean | null;
export type FactValues = Readonly<Record<string, FactValue>>;

/** What an expression came to: a value, or unknown with the facts that were missing. */
export type Outcome = { known: true; value: FactValue } | { known: false; missing: readonly string[] };

/** A condition or formula over facts, compiled once. */
export interface Expression {
  text: string;
  /** Fact ids the expression reads, sorted. */
  references: readonly string[];
  evaluate(values: FactValues): Outcome;
}

/** Why a text is not an expression over known facts. */
export class ExpressionError extends Error {}

type Step = (values: FactValues) => Outcome;

const environment = createEnvironment();

/** Facts are floating point while literals such as 90 are integers: arithmetic between both is allowed. */
function createEnvironment(): Environment {
  const env = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  const calculate: Record<string, (a: number, b: number) => number> = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b };
  for (const [sign, apply] of Object.entries(calculate)) {
    const handler = (a: unknown, b: unknown) => apply(Number(a), Number(b));
    env.registerOperator(`double ${sign} int`, handler);
    env.registerOperator(`int ${sign} double`, handler);
  }
  return env.registerFunction('known(dyn): bool', (value: unknown) => value !== null && value !== undefined);
}

function factOf(node: ASTNode): string | undefined {
  if (node.op !== '.') return undefined;
  const [object, name] = node.args;
  return object.op === 'id' ? `${object.args}.${name}` : undefined;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Facts below a node; those asked about by `known` or `has` do not make it unknown and are listed apart. */
function collectFacts(node: ASTNode, needed: Set<string>, asked: Set<string>): void {
  const fact = factOf(node);
  if (fact !== undefined) {
    needed.add(fact);
    return;
  }
  if (node.op === 'id') throw new ExpressionError(`"${node.args}" is not a fact; facts are written area.name`);
  if (node.op === 'call' && (node.args[0] === 'known' || node.args[0] === 'has')) {
    for (const argument of node.args[1]) collectFacts(argument, asked, asked);
    return;
  }
  for (const part of [node.args].flat(3)) if (isNode(part)) collectFacts(part, needed, asked);
}

function toFactValue(value: unknown): FactValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function compileLeaf(node: ASTNode, all: Set<string>): Step {
  const needed = new Set<string>();
  const asked = new Set<string>();
  collectFacts(node, needed, asked);
  for (const id of [...needed, ...asked]) all.add(id);
  const run = environment.parse(serialize(node));
  const required = [...needed];
  const read = [...new Set([...needed, ...asked])].map((id) => ({ id, area: id.slice(0, id.indexOf('.')), name: id.slice(id.indexOf('.') + 1) }));
  return (values) => {
    const missing = required.filter((id) => (values[id] ?? null) === null);
    if (missing.length) return { known: false, missing };
    // Only the facts this part reads are nested: vectors are wide and evaluations many.
    const context: Record<string, Record<string, FactValue>> = {};
    for (const { id, area, name } of read) (context[area] ??= {})[name] = values[id] ?? null;
    const value = toFactValue(run(context as never));
    return value === null ? { known: false, missing: required } : { known: true, value };
  };
}

/** Three-valued logic: true || unknown is true, false && unknown is false, everything else with an unknown part is unknown. */
function compileEither(left: Step, right: Step, decisive: boolean): Step {
  return (values) => {
    const a = left(values);
    if (a.known && a.value === decisive) return a;
    const b = right(values);
    if (b.known && b.value === decisive) return b;
    if (a.known && b.known) return b;
    return { known: false, missing: [...(a.known ? [] : a.missing), ...(b.known ? [] : b.missing)] };
  };
}

function compileNode(node: ASTNode, all: Set<string>): Step {
  if (node.op === '&&' || node.op === '||') return compileEither(compileNode(node.args[0], all), compileNode(node.args[1], all), node.op === '||');
  if (node.op === '!_') {
    const inner = compileNode(node.args, all);
    return (values) => {
      const outcome = inner(values);
      return outcome.known ? { known: true, value: outcome.value !== true } : outcome;
    };
  }
  if (node.op === '?:') {
    const [test, whenTrue, whenFalse] = node.args.map((part) => compileNode(part, all)) as [Step, Step, Step];
    return (values) => {
      const outcome = test(values);
      if (!outcome.known) return outcome;
      return (outcome.value === true ? whenTrue : whenFalse)(values);
    };
  }
  if (node.op === 'call' && node.args[0] === 'has') return compileLeaf(environment.parse(`known(${serialize(node.args[1][0] as ASTNode)})`).ast, all);
  return compileLeaf(node, all);
}

/**
 * Compiles a CEL expression over facts. A fact that is null makes what depends on it unknown, except inside `known(...)` or `has(...)`;
 * `&&`, `||`, `!` and `?:` follow three-valued logic. With `facts` given, a reference to any other id is an ExpressionError.
 */
export function compileExpression(text: string, facts?: ReadonlySet<string>): Expression {
  const all = new Set<string>();
  let step: Step;
  try {
    const parsed = environment.parse(text);
    step = compileNode(parsed.ast, all);
    const check = parsed.check();
    if (!check.valid) throw check.error ?? new Error('the types do not fit');
  } catch (error) {
    throw error instanceof ExpressionError ? error : new ExpressionError(`${(error as Error).message.split('\n')[0]} in "${text}"`, { cause: error });
  }
  const stranger = facts && [...all].find((id) => !facts.has(id));
  if (stranger) throw new ExpressionError(`"${stranger}" is not a known fact in "${text}"`);
  return {
    text,
    references: [...all].sort(),
    evaluate(values) {
      return step(values);
    },
  };
}

/** True only when the condition is known and true: what applies, caps or excludes never follows from missing data. */
export function holds(condition: Expression | undefined, values: FactValues): boolean {
  if (!condition) return true;
  const outcome = condition.evaluate(values);
  return outcome.known && outcome.value === true;
}
