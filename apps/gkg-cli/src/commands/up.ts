import { basename, resolve } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { errorLine } from '@gkg/runtime';
import { defineCommand, type Invocation } from '../command.ts';
import { indexOnServer, type IndexedProject } from '../index-on-server.ts';
import { createProgressDisplay } from '../progress.ts';
import { openSourceDirectory } from '../source-directory.ts';
import { describeAddresses, mcpClientConfiguration, mcpUrl, queryUrl } from '../up/addresses.ts';
import { startStack, type Stack } from '../up/stack.ts';
import { tour } from '../up/tour.ts';

export const up = defineCommand({
  name: 'up',
  usage: '[directory…]',
  positionals: { min: 0, max: 100 },
  options: {},
  examples: [
    ['gkg up', 'serve the graph of the working directory'],
    ['gkg up ~/src/django ~/src/app', 'serve two'],
    ['GKG_PROXY_PORT=7080 gkg up', 'when a port is taken'],
  ],
  async run(invocation, signal) {
    const { positionals, config, env } = invocation;
    const directories = positionals.length > 0 ? positionals : ['.'];
    // Before anything is started, so that a wrong path costs nothing.
    for (const directory of directories) await openSourceDirectory(directory, env, signal);
    const stack = await startStack(config, env, signal);
    try {
      await Promise.race([stack.died, serve(directories, stack, invocation, signal)]);
    } finally {
      await stack.stop();
    }
  },
});

/** Resolves when it is told to stop: that is how `gkg up` ends well. */
async function serve(
  directories: readonly string[],
  stack: Stack,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<void> {
  try {
    const projects = await indexAll(directories, stack, invocation, signal);
    await present(stack, projects, invocation, signal);
    await untilAborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** One directory that cannot be indexed does not keep the others from being served. */
async function indexAll(
  directories: readonly string[],
  { urls }: Stack,
  { terminal, config }: Invocation,
  signal: AbortSignal,
): Promise<IndexedProject[]> {
  const indexed: IndexedProject[] = [];
  const errors: unknown[] = [];
  for (const directory of directories) {
    const progress = createProgressDisplay(basename(resolve(directory)), terminal);
    try {
      indexed.push(await indexOnServer({ directory, name: undefined, urls, progress, config }, signal));
    } catch (error) {
      if (!(error instanceof GkgError)) throw error;
      errors.push(error);
    } finally {
      progress.end();
    }
  }
  if (indexed.length === 0) throw errors[0];
  for (const error of errors) terminal.err(`${errorLine(error)}\n`);
  return indexed;
}

async function present(
  { urls }: Stack,
  projects: readonly IndexedProject[],
  { json, terminal, config }: Invocation,
  signal: AbortSignal,
): Promise<void> {
  if (json) {
    const described = projects.map((indexed) => ({
      ...indexed,
      query_url: queryUrl(urls, indexed),
      mcp: mcpClientConfiguration(urls, indexed),
    }));
    return terminal.out(`${JSON.stringify({ urls, mcp_url: mcpUrl(urls), projects: described })}\n`);
  }
  for (const indexed of projects) terminal.out(await tour(urls, indexed, config, signal));
  terminal.out(`${describeAddresses(urls, projects)}\nCtrl-C stops it.\n`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // The services are processes of their own: something here has to keep this one alive.
    const keepAlive = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive);
      resolve();
    });
  });
}
