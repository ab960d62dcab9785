/** `npm start [-- path…]`: install what is missing, then `gkg up`. */
import { requireNode } from './node-version.mjs';
import { ensureWorkspace } from './workspace.mjs';

requireNode();
await ensureWorkspace();
process.argv.splice(2, 0, 'up');
await import('../apps/gkg-cli/bin/gkg.js');
