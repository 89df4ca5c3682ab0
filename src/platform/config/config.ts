import path from 'node:path';
import { z } from 'zod';
import { fault, type FieldFault } from '../../lib/fault.ts';

const url = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const count = (least: number, most: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(least).max(most));

/** Every setting, its flag and its environment variable. A flag wins over the environment. */
const settings = {
  data: { flag: 'data', env: 'MAINSTAY_DATA', schema: z.string().min(1, 'must name a directory').default('.mainstay') },
  port: { flag: 'port', env: 'MAINSTAY_PORT', schema: count(0, 65_535).optional() },
  host: { flag: 'host', env: 'MAINSTAY_HOST', schema: z.string().min(1).default('127.0.0.1') },
  databaseUrl: { flag: undefined, env: 'DATABASE_URL', schema: url(['postgres:', 'postgresql:']).optional() },
  clickhouseUrl: { flag: undefined, env: 'CLICKHOUSE_URL', schema: url(['http:', 'https:']).optional() },
  logLevel: { flag: 'log', env: 'MAINSTAY_LOG', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') },
  smtpUrl: { flag: undefined, env: 'MAINSTAY_SMTP_URL', schema: url(['smtp:', 'smtps:']).optional() },
  mailFrom: { flag: undefined, env: 'MAINSTAY_MAIL_FROM', schema: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an e-mail address, such as "Mainstay <success@example.com>"').optional() },
  publicUrl: { flag: undefined, env: 'MAINSTAY_PUBLIC_URL', schema: url(['http:', 'https:']).optional() },
  allowHosts: { flag: undefined, env: 'MAINSTAY_ALLOW_HOSTS', schema: z.string().regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'must be a list such as crm.internal:443,chat.internal:8065').optional() },
  analyticsMemoryMb: { flag: undefined, env: 'MAINSTAY_ANALYTICS_MEMORY_MB', schema: count(256, 1_048_576).optional() },
};

type SettingName = keyof typeof settings;

export interface Config {
  /** Absolute; the embedded engines live here, and two directories never meet. */
  dataDir: string;
  /** Undefined: the server's own default. 0: any free port. */
  port: number | undefined;
  host: string;
  /** Undefined: the embedded Postgres. */
  databaseUrl: string | undefined;
  /** Undefined: the embedded usage store. */
  clickhouseUrl: string | undefined;
  logLevel: z.infer<(typeof settings)['logLevel']['schema']>;
  /** The outgoing mail server; undefined: no mail leaves. */
  smtpUrl: string | undefined;
  /** The sender of mail. */
  mailFrom: string | undefined;
  /** Where people outside reach this instance, without a slash at the end; undefined: only where it serves. */
  publicUrl: string | undefined;
  /** Hosts (`name:port`) of the own network that chats and webhooks may reach. */
  allowHosts: readonly string[];
  /** Most memory one analytics query may take before it spills or fails. */
  analyticsMemoryMb: number;
}

/**
 * Reads every setting from flags and environment, the only place that does.
 * Throws Fault `invalid` naming every wrong setting at once. An empty environment variable counts as absent.
 */
export function readConfig(input: { flags?: Record<string, unknown>; env: NodeJS.ProcessEnv; cwd: string }): Config {
  const values: Partial<Record<SettingName, unknown>> = {};
  const wrong: FieldFault[] = [];
  for (const name of Object.keys(settings) as SettingName[]) {
    const { flag, env, schema } = settings[name];
    const given = flag === undefined ? undefined : input.flags?.[flag];
    const raw = given ?? (input.env[env] || undefined);
    const parsed = schema.safeParse(raw === undefined ? undefined : String(raw));
    if (parsed.success) values[name] = parsed.data;
    else wrong.push({ path: given === undefined ? env : `--${flag}`, message: parsed.error.issues[0]?.message ?? 'is not valid' });
  }
  if (wrong.length > 0) {
    const list = wrong.map((one) => `${one.path} ${one.message}`).join('; ');
    throw fault('invalid', 'config.invalid', `Settings are not valid: ${list}.`, { fields: wrong });
  }
  const { data, analyticsMemoryMb, allowHosts, publicUrl, ...rest } = values as { data: string; analyticsMemoryMb?: number; allowHosts?: string } & Omit<Config, 'dataDir' | 'analyticsMemoryMb' | 'allowHosts'>;
  return { ...rest, publicUrl: publicUrl?.replace(/\/+$/, ''), allowHosts: allowHosts?.split(',') ?? [], dataDir: path.resolve(input.cwd, data), analyticsMemoryMb: analyticsMemoryMb ?? 4096 };
}
