const browsers: [RegExp, string][] = [[/Edg\/(\d+)/, 'Edge'], [/OPR\/(\d+)/, 'Opera'], [/Firefox\/(\d+)/, 'Firefox'], [/HeadlessChrome\/(\d+)/, 'Chrome'], [/Chrome\/(\d+)/, 'Chrome'], [/Version\/(\d+).*Safari/, 'Safari']];
const systems: [RegExp, string][] = [[/Windows/, 'Windows'], [/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']];

/** A browser's name as people know it, from what it says of itself: `Firefox 140 · Linux`; null when it says nothing we know. */
export function browserName(userAgent: string | null): string | null {
  const found = browsers.find(([pattern]) => pattern.test(userAgent ?? ''));
  if (!userAgent || !found) return null;
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  return `${found[1]} ${found[0].exec(userAgent)?.[1] ?? ''}${system ? ` · ${system}` : ''}`;
}
