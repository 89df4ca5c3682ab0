import type { z } from 'zod';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import { baseKind, kebab } from './parse-command.ts';

function commandOf(operation: AnyOperation): string {
  return operation.cliName ?? operation.id.replace('.', ' ');
}

function usage(operation: AnyOperation): string {
  return ['mainstay', commandOf(operation), ...(operation.positional ?? []).map((name) => (name.endsWith('...') ? `${name.slice(0, -3).toUpperCase()}...` : name.toUpperCase()))].join(' ');
}

/** Every command, one line each, grouped by noun. */
export function overviewText(operations: readonly AnyOperation[]): string {
  const rows = operations.filter((operation) => operation.transport !== 'http').map((operation) => [usage(operation).replace('mainstay ', ''), operation.summary] as const);
  const all = [['serve [--port N]', 'Serve your own data.'], ['demo [--port N]', 'Serve a sample company.'], ['sandbox VENDOR [--port N] [--accounts N] [--fault KIND:N]', 'Serve a simulated vendor on this machine, to try a connection with.'], ['mcp [--sets A,B] [--read-only]', 'Serve the Model Context Protocol on stdin and stdout, as an agent.'], ...rows.toSorted(([a], [b]) => a.localeCompare(b))];
  const width = Math.max(...all.map(([left]) => (left as string).length));
  return `mainstay COMMAND [flags]\n\n${all.map(([left, right]) => `  ${(left as string).padEnd(width)}  ${right}`).join('\n')}\n\nEverywhere: --data DIR (where the data lives), --json (one JSON document on stdout), --help.\nA new data directory: --simulated-clock (a store whose time "clock advance" moves, to try what playbooks would do).`;
}

/** One command's usage and flags. */
export function commandText(operation: AnyOperation): string {
  const shape = (operation.input as z.ZodObject).shape ?? {};
  const flags = Object.entries(shape).map(([name, type]) => {
    const kind = baseKind(type as z.ZodType);
    return [`--${kebab(name)}${kind === 'boolean' ? '' : ` ${kind === 'string' ? 'TEXT' : kind.toUpperCase()}`}`, (type as z.ZodType).description ?? ''] as const;
  });
  const width = Math.max(0, ...flags.map(([left]) => left.length));
  return `${usage(operation)}\n\n${operation.summary}${operation.description ? `\n${operation.description}` : ''}\n\n${flags.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n')}`;
}
