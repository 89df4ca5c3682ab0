/** Where a page is reached by `g` and a letter. */
export const goKeys = { w: '/work', a: '/', s: '/signals', h: '/health', t: '/targets', l: '/leader', d: '/data' } as const;

/** Every key of the app, in the groups of the help; the texts are `keys.<text>`. */
export const shortcuts = [
  { group: 'everywhere', keys: [['Ctrl K', 'search'], ['q', 'ask'], ['/', 'filter'], ['?', 'help'], ['Esc', 'escape']] },
  { group: 'pages', keys: [['g w', 'goWork'], ['g a', 'goAccounts'], ['g s', 'goSignals'], ['g h', 'goHealth'], ['g t', 'goTargets'], ['g l', 'goLeader'], ['g d', 'goData']] },
  { group: 'book', keys: [['j / k', 'move'], ['Enter', 'open'], ['x', 'select'], ['Shift x', 'range'], ['Ctrl a', 'all'], ['e', 'edit'], ['c / n', 'note'], ['f', 'condition'], ['Alt ← →', 'moveColumn'], ['Shift ← →', 'sizeColumn']] },
  { group: 'signals', keys: [['j / k', 'move'], ['a', 'acknowledge'], ['s', 'snooze'], ['e', 'resolve']] },
] as const;
