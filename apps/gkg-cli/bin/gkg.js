#!/usr/bin/env node
/**
 * Starts the program on a Node that runs TypeScript: this one, or else the workspace's own. Plain
 * JavaScript, because an older Node from the PATH may be what reads it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const oldest = [22, 18];
const main = new URL('../src/main.ts', import.meta.url);
const workspaceNode = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));

/**
 * Modules stripped of their types and compiled, which is a third of a short command's time. They lie in the
 * installation, where only who installed it writes; where nobody may, nothing is kept. Here, because the program
 * itself would load the stripper before it could say so; threads and child processes find the variable.
 */
const compiled = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= compiled;
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

function runsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/**
 * A terminal sends Ctrl-C to both processes, `kill` only to this one: the signal is passed on, and the
 * child takes signals that come together as one. The channel lets it notice when this process is killed.
 */
function runOnWorkspaceNode() {
  const child = spawn(workspaceNode, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

keepCompiled();
if (runsTypeScript()) {
  await import(main.href);
} else if (existsSync(workspaceNode)) {
  runOnWorkspaceNode();
} else {
  process.stderr.write('error: gkg needs Node 22.18 or newer; `npm start` in its repository installs one.\n');
  process.exitCode = 10;
}
