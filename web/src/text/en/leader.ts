export const leader = { title: 'Team' } as const;
