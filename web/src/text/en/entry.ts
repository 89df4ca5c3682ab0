export const entry = {
  signIn: 'Sign in to Mainstay', opening: 'Opening your workspace…', email: 'E-mail address', password: 'Password', go: 'Sign in', or: 'or by a link',
  byLink: 'An administrator can make you a one-time link. The server prints one when it starts; on its machine this command makes a new one:', command: 'Command that prints a sign-in link',
  once: 'A link works once, for ten minutes. Open it in this browser and you come back to the page you were on.',
  invited: 'Welcome to Mainstay', invitedBy: '{{name}} invites you as {{role}}.', invitedAs: 'You are invited as {{role}}.', name: 'Your name', passwordOptional: 'Password (optional)', passwordNote: 'At least 10 characters. Without one you sign in by links.', join: 'Join', reading: 'Reading your invitation…',
} as const;
