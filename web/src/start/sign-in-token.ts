const pageKey = 'mainstay.page';
const keys = { 'sign-in': 'mainstay.token', invite: 'mainstay.invite' };

/**
 * Takes the one-time token out of `#/sign-in?token=…` or `#/invite?token=…` and cleans the address, so that it stays neither in the history
 * nor on the screen. True when there was one.
 */
export function takeSignInToken(): boolean {
  const match = /^#\/?(sign-in|invite)\?(.*)$/.exec(location.hash);
  if (!match) return false;
  const purpose = match[1] as keyof typeof keys;
  const token = new URLSearchParams(match[2]).get('token');
  if (token && location.pathname !== '/' && location.pathname !== '/sign-in') rememberPage();
  history.replaceState(null, '', `/${purpose}`);
  if (token) sessionStorage.setItem(keys[purpose], token);
  return token !== null;
}

/** The token of the invitation that was opened; it stays until it is used, so that its page survives a reload. */
export function keptInvitation(): string | null {
  return sessionStorage.getItem(keys.invite);
}

/** Forgets the invitation. */
export function forgetInvitation(): void {
  sessionStorage.removeItem(keys.invite);
}

/** The token of the sign-in link that was opened; each is given out once. */
export function spendToken(): string | null {
  const taken = sessionStorage.getItem(keys['sign-in']);
  sessionStorage.removeItem(keys['sign-in']);
  return taken;
}

/** Remembers where the person is, to come back after the sign-in, in any tab. */
export function rememberPage(): void {
  localStorage.setItem(pageKey, location.pathname + location.search);
}

/** The remembered page, once; the book when there is none. Only paths of this app count. */
export function takePage(): string {
  const page = localStorage.getItem(pageKey);
  localStorage.removeItem(pageKey);
  return page && /^\/(?![/\\])/.test(page) && !/^\/(sign-in|invite)/.test(page) ? page : '/';
}
