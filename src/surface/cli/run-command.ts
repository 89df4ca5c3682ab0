import { resolve } from 'node:path';
import type { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import type { OperationTable } from '../../platform/operation/registry.ts';
import { commandText, overviewText } from './help-text.ts';
import { confirmImport, type Ask } from './confirm-import.ts';
import type { Caller } from './http-caller.ts';
import { baseKind, findOperation, inputFrom, kebab, parseArgv, type Command } from './parse-command.ts';
import { textAnswer } from './print-answer.ts';

/** Flags that are true or false in some operation take no value on the command line. */
export function switchTest(table: OperationTable): (name: string) => boolean {
  const switches = new Set(['json', 'help', 'yes', 'read-only', 'simulated-clock']);
  for (const operation of table.all()) {
    for (const [name, type] of Object.entries((operation.input as z.ZodObject).shape ?? {})) {
      if (baseKind(type as z.ZodType) === 'boolean') switches.add(kebab(name));
    }
  }
  return (name) => switches.has(name);
}

/** Parses argv against the table. */
export function parseCommand(table: OperationTable, argv: readonly string[]): Command {
  return parseArgv(argv, switchTest(table));
}

/** How a command reaches the operations and the person: `withCaller` opens the way only when it is needed, `ask` is there where somebody can answer. */
export interface CommandPorts {
  withCaller: <T>(use: (caller: Caller) => Promise<T>) => Promise<T>;
  ask?: Ask;
  show?: (text: string) => void;
}

/** Runs one command and returns what to print on stdout. */
export async function runCommand(table: OperationTable, command: Command, { withCaller, ask, show = () => {} }: CommandPorts): Promise<string> {
  const { words, flags, globals } = command;
  if (words.length === 0 || words[0] === 'help') return overviewText(table.all());
  const found = findOperation(table, words);
  if (!found) return unknownCommand(table, words, globals.help);
  if (globals.help) return commandText(found.operation);
  const input = absolutePaths(found.operation, inputFrom(found.operation, found.rest, flags));
  const asks = found.operation.id === 'import.files' && ask && flags.yes === undefined && !globals.json;
  const answer = await withCaller((caller) => (asks ? confirmImport(caller, input, ask, show) : caller.call(found.operation.id, input)));
  if (answer === null) return '';
  return globals.json ? JSON.stringify(answer) : textAnswer(answer);
}

// Paths are read by the process that owns the data directory, which may run in another folder.
function absolutePaths(operation: AnyOperation, input: Record<string, unknown>): Record<string, unknown> {
  if (operation.transport === 'cli' && typeof input.file === 'string') return { ...input, file: resolve(input.file) };
  if (!Array.isArray(input.paths)) return input;
  return { ...input, paths: input.paths.map((path) => resolve(String(path))) };
}

function unknownCommand(table: OperationTable, words: readonly string[], help: boolean): string {
  const near = table.all().filter((operation) => operation.transport !== 'http' && operation.id.startsWith(`${words[0]}.`));
  if (help && near.length) return near.map(commandText).join('\n\n');
  throw fault('invalid', 'command', `There is no command "${words.slice(0, 2).join(' ')}".`, {
    remedy: near.length ? `Did you mean: ${near.map((operation) => operation.id.replace('.', ' ')).join(', ')}?` : 'Run "mainstay help" for the list.',
  });
}
