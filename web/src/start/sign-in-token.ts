const pageKey = 'mainstay.page';
const tokenKey = 'mainstay.token';
let token: string | null = null;

/**
 * Takes the one-time token out of `#/sign-in?token=…` or `#/invite?token=…` and cleans the address, so that it stays neither in the history
 * nor on the screen. True when there was one.
 */
export function takeSignInToken(): boolean {
  const match = /^#\/?(sign-in|invite)\?(.*)$/.exec(location.hash);
  if (!match) return false;
  token = new URLSearchParams(match[2]).get('token');
  if (token && location.pathname !== '/' && location.pathname !== '/sign-in') rememberPage();
  history.replaceState(null, '', `/${match[1]}`);
  if (token) sessionStorage.setItem(tokenKey, token);
  return token !== null;
}

/** The token that was taken; it stays, so that the page of an invitation survives a reload. */
export function keptToken(): string | null {
  return token ?? sessionStorage.getItem(tokenKey);
}

/** Forgets the token. */
export function forgetToken(): void {
  token = null;
  sessionStorage.removeItem(tokenKey);
}

/** The token that was taken; each is given out once. */
export function spendToken(): string | null {
  const taken = keptToken();
  forgetToken();
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
