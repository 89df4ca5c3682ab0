// Called by bin/mainstay when something may be missing: installs, and with --web also builds the web app.
import { ensureInstalled, runAsMain } from './installation.mjs';
import { ensureWebBuilt } from './web-build.mjs';

runAsMain(import.meta, async () => {
  const node = await ensureInstalled();
  if (process.argv.includes('--web')) await ensureWebBuilt(node);
  if (process.argv.includes('--print-node')) process.stdout.write(`${node}\n`);
});
