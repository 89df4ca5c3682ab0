import { pino, type Logger } from 'pino';

export type Log = Logger;

const secretNames = [
  'authorization', 'Authorization', 'cookie', 'Cookie', 'set-cookie', 'token', 'key', 'password', 'secret',
  'apiKey', 'modelKey', 'x-api-key', 'writeKey', 'localToken', 'databaseUrl', 'clickhouseUrl',
];

/** Paths to blank out: every secret name at the top of a record and up to two objects down. */
const redactPaths = ['', '*.', '*.*.'].flatMap((prefix) =>
  secretNames.map((name) => (prefix === '' ? `["${name}"]` : `${prefix.slice(0, -1)}["${name}"]`)),
);

/** Where log lines go; stderr unless a test passes its own sink. */
export interface LogSink {
  write(line: string): void;
}

/**
 * A structured log of one JSON object per line on stderr, so stdout stays free for answers.
 * Secrets are blanked by field name; never put one into the message text.
 */
export function createLog(level: string = 'info', sink?: LogSink): Log {
  const options = { level, base: undefined, redact: { paths: redactPaths, censor: '[redacted]' } };
  return sink ? pino(options, sink) : pino(options, pino.destination({ dest: 2, sync: true }));
}
