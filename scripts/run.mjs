/** `node scripts/run.mjs file.ts [arguments]`: install what is missing, then run a TypeScript file. */
import { spawnSync } from 'node:child_process';
import { requireNode } from './node-version.mjs';
import { ensureWorkspace, root, workspaceNode } from './workspace.mjs';

requireNode();
await ensureWorkspace();
const result = spawnSync(workspaceNode, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
process.exitCode = result.status ?? 1;
