import pino, { type Logger } from 'pino';

/** Structured log on stderr; stdout belongs to the command's answer. */
export type Log = Logger;

const secretNames = ['authorization', 'cookie', 'token', 'key', 'writeKey', 'password', 'secret', 'localToken'];

/** A log that replaces the values of secret-bearing fields wherever they stand up to two levels deep. */
export function createLog(level: string = 'info'): Log {
  const paths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.headers.${name}`]);
  return pino({ level, redact: { paths: [...new Set(paths)], censor: '[redacted]' } }, pino.destination(2));
}
