export const app = {
  nav: { accounts: 'Accounts', signals: 'Signals', health: 'Health', targets: 'Targets', leader: 'Team', data: 'Data', settings: 'Settings', pages: 'Pages', search: 'Search or jump to…' },
  theme: { light: 'Use the light theme', dark: 'Use the dark theme' },
  session: { profile: 'Your profile', signOut: 'Sign out' },
  notAllowed: { title: 'This page is not for your role.', text: 'Your role does not include it. Ask an administrator if you need it.', home: 'Open the book' },
  sample: 'Sample',
} as const;
