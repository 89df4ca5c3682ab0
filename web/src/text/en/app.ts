export const app = {
  nav: { accounts: 'Accounts', signals: 'Signals', health: 'Health', targets: 'Targets', leader: 'Team', data: 'Data', pages: 'Pages', search: 'Search or jump to…' },
  theme: { light: 'Use the light theme', dark: 'Use the dark theme' },
  session: { signOut: 'Sign out' },
  sample: 'Sample',
} as const;
