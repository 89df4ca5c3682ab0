const tabs: { readonly [kind: string]: string } = { ticket: 'tickets', activity: 'timeline', survey_answer: 'timeline', business_change: 'timeline', person: 'people', agreement_line: 'money', invoice: 'money', renewal: 'money', signal: 'signals', usage: 'usage', health: 'history' };

/** Where the app shows a record: by its own page where it has one, else on its account's. Pure. */
export function linkOf({ kind, id }: { kind: string; id: string }, accountId: string | null): string {
  if (kind === 'account') return `/account/${encodeURIComponent(id)}`;
  if (kind === 'metric') return `/targets?metric=${encodeURIComponent(id)}`;
  if (kind === 'action' || kind === 'approval') return `/approvals?open=${encodeURIComponent(id)}`;
  if (kind === 'task') return `/work?task=${encodeURIComponent(id)}`;
  if (kind === 'view') return id;
  if (accountId === null) return '/';
  return `/account/${encodeURIComponent(accountId)}${tabs[kind] ? `?tab=${tabs[kind]}` : ''}`;
}
