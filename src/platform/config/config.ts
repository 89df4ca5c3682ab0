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
  modelProvider: { flag: undefined, env: 'MAINSTAY_MODEL_PROVIDER', schema: z.enum(['anthropic', 'openai', 'ollama'], 'must be anthropic, openai (anything that speaks its protocol) or ollama').optional() },
  model: { flag: undefined, env: 'MAINSTAY_MODEL', schema: z.string().min(1).max(200).optional() },
  modelUrl: { flag: undefined, env: 'MAINSTAY_MODEL_URL', schema: url(['http:', 'https:']).optional() },
  modelKey: { flag: undefined, env: 'MAINSTAY_MODEL_KEY', schema: z.string().regex(/^\S+$/, 'must hold no blanks').optional() },
  modelPrices: { flag: undefined, env: 'MAINSTAY_MODEL_PRICES', schema: z.string().regex(/^\d+(\.\d+)?\/\d+(\.\d+)?$/, 'must be the price of a million tokens in and out, such as 3/15').optional() },
  modelTokensPerDay: { flag: undefined, env: 'MAINSTAY_MODEL_TOKENS_PER_DAY', schema: count(1000, 1_000_000_000).optional() },
  modelTokensPerAsk: { flag: undefined, env: 'MAINSTAY_MODEL_TOKENS_PER_ASK', schema: count(1000, 1_000_000).optional() },
  modelCostPerDay: { flag: undefined, env: 'MAINSTAY_MODEL_COST_PER_DAY', schema: z.string().regex(/^\d+(\.\d+)?$/, 'must be an amount in the currency of the prices').transform(Number).optional() },
  simulatedClock: { flag: 'simulated-clock', env: 'MAINSTAY_SIMULATED_CLOCK', schema: z.enum(['true', 'false'], 'must be true or false').default('false') },
  otlpEndpoint: { flag: undefined, env: 'OTEL_EXPORTER_OTLP_ENDPOINT', schema: url(['http:', 'https:']).optional() },
  serviceName: { flag: undefined, env: 'OTEL_SERVICE_NAME', schema: z.string().min(1).default('mainstay') },
  secretKey: { flag: undefined, env: 'MAINSTAY_SECRET_KEY', schema: z.string().min(1).optional() },
  analyticsMemoryMb: { flag: undefined, env: 'MAINSTAY_ANALYTICS_MEMORY_MB', schema: count(256, 1_048_576).optional() },
};

type SettingName = keyof typeof settings;

/** A model that may be asked, and how much of it. */
export interface ModelSettings {
  provider: 'anthropic' | 'openai' | 'ollama';
  name: string;
  /** Where it is reached; undefined: the provider's own address. */
  url: string | undefined;
  /** Never answered, never logged. */
  key: string | undefined;
  /** Price of a million tokens, in and out; undefined: not known. */
  prices: { input: number; output: number } | undefined;
  tokensPerDay: number;
  tokensPerAsk: number;
  /** In the currency of the prices. */
  costPerDay: number | undefined;
}

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
  /** Undefined: no model is asked. */
  model: ModelSettings | undefined;
  /** A store that this process creates gets a clock that `clock advance` moves. */
  simulatedClock: boolean;
  /** Seals stored credentials; several, newest first, divided by commas. Undefined: the file secret.key of the data directory. Never answered, never logged. */
  secretKey: string | undefined;
  /** Where traces go; undefined: none are written. */
  otlpEndpoint: string | undefined;
  /** What this instance is called in traces. */
  serviceName: string;
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
  if (wrong.length > 0) throw invalidSettings(wrong);
  const model = modelOf(values, wrong);
  if (wrong.length > 0) throw invalidSettings(wrong);
  const { data, port, host, databaseUrl, clickhouseUrl, logLevel, smtpUrl, mailFrom, analyticsMemoryMb, allowHosts, publicUrl, secretKey, otlpEndpoint, serviceName, simulatedClock } = values as { data: string; analyticsMemoryMb?: number; allowHosts?: string; simulatedClock: string } & Omit<Config, 'dataDir' | 'analyticsMemoryMb' | 'allowHosts' | 'model' | 'simulatedClock'>;
  return {
    port, host, databaseUrl, clickhouseUrl, logLevel, smtpUrl, mailFrom, model, secretKey, otlpEndpoint, serviceName,
    publicUrl: publicUrl?.replace(/\/+$/, ''), allowHosts: allowHosts?.split(',') ?? [], dataDir: path.resolve(input.cwd, data), analyticsMemoryMb: analyticsMemoryMb ?? 4096, simulatedClock: simulatedClock === 'true',
  };
}

function invalidSettings(wrong: readonly FieldFault[]) {
  return fault('invalid', 'config.invalid', `Settings are not valid: ${wrong.map((one) => `${one.path} ${one.message}`).join('; ')}.`, { fields: [...wrong] });
}

const [usualTokensPerDay, usualTokensPerAsk] = [1_000_000, 60_000];

function modelOf(values: Partial<Record<SettingName, unknown>>, wrong: FieldFault[]): ModelSettings | undefined {
  const { modelProvider: provider, model: name, modelUrl, modelKey, modelPrices, modelTokensPerDay, modelTokensPerAsk, modelCostPerDay } = values as { modelProvider?: ModelSettings['provider']; model?: string; modelUrl?: string; modelKey?: string; modelPrices?: string; modelTokensPerDay?: number; modelTokensPerAsk?: number; modelCostPerDay?: number };
  if (provider === undefined) return undefined;
  const [input, output] = modelPrices?.split('/').map(Number) ?? [];
  if (name === undefined) wrong.push({ path: 'MAINSTAY_MODEL', message: 'must name the model' });
  if (provider === 'openai' && modelUrl === undefined) wrong.push({ path: 'MAINSTAY_MODEL_URL', message: 'must be the address of the model, such as https://models.example.com/v1' });
  if (provider === 'anthropic' && modelKey === undefined) wrong.push({ path: 'MAINSTAY_MODEL_KEY', message: 'must be the key of the provider' });
  if (modelCostPerDay !== undefined && modelPrices === undefined) wrong.push({ path: 'MAINSTAY_MODEL_PRICES', message: 'must be given where a day\'s cost is limited' });
  return {
    provider, name: name ?? '', url: modelUrl?.replace(/\/+$/, ''), key: modelKey, prices: input === undefined || output === undefined ? undefined : { input, output },
    tokensPerDay: modelTokensPerDay ?? usualTokensPerDay, tokensPerAsk: modelTokensPerAsk ?? usualTokensPerAsk, costPerDay: modelCostPerDay,
  };
}
