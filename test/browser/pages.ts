import type { Page } from 'playwright-core';
import { systemClock } from '../../src/lib/clock.ts';
import { addDays, dayOf } from '../../src/lib/period.ts';

/** A page, or a state of one, that the browser checks and the pictures show. `:id` in the path stands for an account with open signals. */
export interface Shown {
  name: string;
  path: string;
  ready: string;
  then?: (page: Page) => Promise<unknown>;
}

/** Every page and every state worth a look of its own. */
export const pages: readonly Shown[] = [
  { name: 'book', path: '/', ready: '.gr' },
  { name: 'book, nothing fits', path: '/?q=zzzz', ready: '.state' },
  { name: 'book, rows selected and filtered', path: '/?band=risk', ready: '.gr', then: async (page) => { await page.keyboard.press('j'); await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); } },
  { name: 'book, filters open', path: '/', ready: '.gr', then: (page) => page.getByRole('button', { name: 'Filter', exact: true }).click() },
  { name: 'command palette', path: '/', ready: '.gr', then: async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.type('a'); await page.locator('.palette-row').first().waitFor(); } },
  { name: 'keyboard help', path: '/', ready: '.gr', then: (page) => page.keyboard.press('Shift+?') },
  { name: 'notifications', path: '/', ready: '.gr', then: async (page) => { await page.locator('.bell').click(); await page.locator('.notifs .state, .notif').first().waitFor(); } },
  { name: 'as of a past day', path: `/?at=${addDays(dayOf(systemClock().wall()), -50)}`, ready: '.banner' },
  ...['', 'timeline', 'usage', 'people', 'tickets', 'money', 'history', 'data'].map((tab) => ({ name: `account ${tab || 'overview'}`, path: `/account/:id${tab ? `?tab=${tab}` : ''}`, ready: '.col .card' })),
  { name: 'account, evidence', path: '/account/:id', ready: '.cite', then: async (page) => { await page.locator('.cite').first().click(); await page.locator('.rec').first().waitFor(); } },
  { name: 'account, override', path: '/account/:id', ready: '.cite', then: (page) => page.getByRole('button', { name: 'Override the score' }).click() },
  { name: 'account, to another system', path: '/account/:id', ready: '.cite', then: async (page) => { await page.getByRole('button', { name: 'To CRM or support' }).click(); await page.getByRole('dialog').getByText('No system takes these yet.').waitFor(); } },
  { name: 'account that is not there', path: '/account/none', ready: '[role=alert]' },
  { name: 'signals', path: '/signals', ready: '.sig' },
  { name: 'signals, some chosen', path: '/signals', ready: '.sig', then: async (page) => { await page.keyboard.press('j'); await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); } },
  { name: 'signals, what they did', path: '/signals?view=record', ready: '.table' },
  { name: 'work', path: '/work?who=all', ready: '.work-row' },
  { name: 'work, some chosen', path: '/work?who=all', ready: '.work-row', then: async (page) => { await page.keyboard.press('j'); await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); } },
  { name: 'account tasks', path: '/account/:id?tab=tasks', ready: '.quick-add' },
  { name: 'targets', path: '/targets', ready: '.target' },
  { name: 'targets as a table', path: '/targets?view=table', ready: '.table' },
  { name: 'movements', path: '/targets?view=movements', ready: '.table' },
  { name: 'a figure opened', path: '/targets?metric=grr', ready: '.table tfoot' },
  { name: 'cohorts', path: '/targets?view=cohorts', ready: '.heat button' },
  { name: 'a cohort opened', path: '/targets?view=cohorts', ready: '.heat button', then: async (page) => { await page.locator('.heat button').first().click(); await page.locator('.table tfoot').waitFor(); } },
  { name: 'executive view', path: '/targets?view=executive', ready: '.exec .table' },
  { name: 'approvals', path: '/approvals', ready: '.apr' },
  { name: 'playbooks', path: '/playbooks', ready: '.pb-line' },
  { name: 'playbook, what activation would start', path: '/playbooks/growth', ready: '.pb-step', then: async (page) => { await page.getByRole('button', { name: 'Activate' }).click(); await page.getByRole('dialog').getByText('First step').waitFor(); } },
  { name: 'playbook runs', path: '/playbooks/growth?tab=runs', ready: '.state' },
  { name: 'playbook as YAML', path: '/playbooks/growth?tab=yaml', ready: '.pb-yaml' },
  { name: 'what worked', path: '/outcomes', ready: '.out-line' },
  { name: 'what one playbook did', path: '/outcomes?open=at-risk', ready: '.card h2' },
  { name: 'hold-out', path: '/playbooks/growth', ready: '.pb-step', then: async (page) => { await page.getByRole('button', { name: 'Hold-out' }).click(); await page.getByLabel('Share held out, in percent').waitFor(); } },
  { name: 'hand-offs', path: '/colleagues', ready: '.hof-side .state, .hof-view' },
  { name: 'context', path: '/colleagues?view=context&account=:id', ready: '.pack-list' },
  { name: 'agent runs', path: '/engagements', ready: '.eng-form' },
  { name: 'agent runs, what a goal would touch', path: '/engagements', ready: '.eng-form', then: async (page) => { await page.getByLabel('Goal').fill('work the at-risk segment'); await page.keyboard.press('Enter'); await page.locator('.eng-preview').waitFor(); } },
  { name: 'agent run', path: '/engagements', ready: '.eng-form', then: async (page) => { await page.getByLabel('Goal').fill('work the at-risk segment, top 3'); await page.keyboard.press('Enter'); await page.getByRole('button', { name: 'Start the run' }).click(); await page.locator('.eng-phases').waitFor(); await page.locator('.eng-status[data-status=waiting], .eng-status[data-status=done]').first().waitFor(); } },
  { name: 'asked', path: '/', ready: '.gr', then: async (page) => { await page.keyboard.press('q'); await page.getByLabel('Your question').fill('How is my book?'); await page.keyboard.press('Enter'); await page.locator('.ask-answer .ask-foot').waitFor(); } },
  { name: 'programme, a form', path: '/programme?open=scorecard%2Fdefault', ready: '.def-form' },
  { name: 'programme, a playbook as a drawing', path: '/programme?open=playbook%2Fadoption', ready: '.pg-node' },
  { name: 'programme, the algorithm', path: '/programme?view=algo', ready: '.algo h1, .algo h2' },
  { name: 'programme, git history', path: '/programme?view=record', ready: '.table, .state' },
  { name: 'programme', path: '/programme', ready: '.prog-item' },
  { name: 'programme, a definition', path: '/programme?open=segment%2Fsize', ready: '.yaml' },
  { name: 'proposals', path: '/programme?view=open', ready: '.state, .prog-item' },
  { name: 'health', path: '/health', ready: '.bandbar' },
  { name: 'health, a figure opened', path: '/health', ready: '.bandbar', then: async (page) => { await page.locator('.kpi-row button').first().click(); await page.getByRole('dialog').locator('tfoot').waitFor(); } },
  { name: 'health movers', path: '/health?view=movers', ready: '.table' },
  { name: 'health coverage', path: '/health?view=coverage', ready: '.histo' },
  { name: 'health scorecards', path: '/health?view=scorecards&card=smb', ready: '.tree-group' },
  { name: 'health what if', path: '/health?view=whatIf', ready: '.whatif', then: async (page) => { await page.locator('.whatif [aria-expanded]').first().click(); await page.getByRole('button', { name: 'Show the effect' }).click(); await page.getByText('Effect on the book of').waitFor(); } },
  { name: 'team', path: '/leader', ready: '.bandbar' },
  { name: 'team, accounts to hand over', path: '/leader?figure=accounts', ready: '.table tfoot', then: async (page) => { await page.getByLabel('Select all').check(); await page.getByRole('button', { name: /^Hand over/ }).click(); await page.getByLabel('New owner').waitFor(); } },
  { name: 'team, capacity rule', path: '/leader', ready: '.bandbar', then: (page) => page.getByRole('button', { name: 'Change the rule' }).click() },
  ...['', 'import', 'quarantine', 'doubts', 'identity'].map((tab) => ({ name: `data ${tab || 'sources'}`, path: `/data${tab ? `?tab=${tab}` : ''}`, ready: '.card h2' })),
  { name: 'start', path: '/start', ready: '.choice' },
  ...['profile', 'notifications', 'users', 'roles', 'actions', 'sources', 'keys', 'audit'].map((part) => ({ name: `settings ${part}`, path: `/settings/${part}`, ready: '.card h2' })),
  { name: 'sign-in', path: '/sign-in', ready: '.copy' },
  { name: 'a page that does not exist', path: '/nothing', ready: 'h1' },
];
