/** `npm start [-- path…]`: install what is missing, then `gkg up`. */
import { resolve } from 'node:path';
import { requireNode } from './node-version.mjs';
import { ensureWorkspace } from './workspace.mjs';

requireNode();
await ensureWorkspace();
// npm runs this in the repository's root; a relative path is meant from where the person is.
const typedIn = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2).map((word) => (word.startsWith('-') ? word : resolve(typedIn, word)));
process.argv = [...process.argv.slice(0, 2), 'up', ...given];
stopWithoutParent();
await import('../apps/gkg-cli/bin/gkg.js');

/** npm passes SIGTERM to the shell between it and us, which ends without telling anybody. */
function stopWithoutParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
