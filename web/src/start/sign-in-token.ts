const pageKey = 'mainstay.page';
let token: string | null = null;

/**
 * Takes the one-time token out of `#/sign-in?token=…` and cleans the address, so that it stays neither in the history nor on the screen.
 * True when there was one.
 */
export function takeSignInToken(): boolean {
  const match = /^#\/?sign-in\?(.*)$/.exec(location.hash);
  if (!match) return false;
  token = new URLSearchParams(match[1]).get('token');
  if (token && location.pathname !== '/' && location.pathname !== '/sign-in') rememberPage();
  history.replaceState(null, '', '/sign-in');
  if (token) sessionStorage.setItem('mainstay.token', token);
  return token !== null;
}

/** The token that was taken; each is given out once. */
export function spendToken(): string | null {
  const taken = token ?? sessionStorage.getItem('mainstay.token');
  token = null;
  sessionStorage.removeItem('mainstay.token');
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
  return page && /^\/(?![/\\])/.test(page) && !page.startsWith('/sign-in') ? page : '/';
}
