import { member, type Tokens } from './connector.ts';

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function inSeconds(value: unknown, nowMs: number): number | null {
  const seconds = typeof value === 'string' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? nowMs + seconds * 1000 : null;
}

/** The tokens of an answer by OAuth 2.0; null when it holds none. A refresh token that is not renewed stays. */
export function readTokens(body: unknown, last: Tokens | null, nowMs: number): Tokens | null {
  const access = text(member(body, 'access_token'));
  if (access === null) return null;
  const refresh = text(member(body, 'refresh_token'));
  return {
    access, refresh: refresh ?? last?.refresh ?? null, expiresAtMs: inSeconds(member(body, 'expires_in'), nowMs),
    refreshExpiresAtMs: refresh === null ? (last?.refreshExpiresAtMs ?? null) : inSeconds(member(body, 'refresh_token_expires_in'), nowMs), instanceUrl: text(member(body, 'instance_url')),
  };
}
