import { spawnSync, type StdioOptions } from 'node:child_process';
import { root } from '../source-files.ts';

/*
 * A container engine by its command line, which is what engines have in common.
 */

/** What an engine says of a container. */
export interface ContainerState {
  readonly Name: string;
  readonly State: { readonly ExitCode: number; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly User: string };
  readonly HostConfig: { readonly ReadonlyRootfs: boolean };
}

/** Why nothing can be run here, or undefined. */
export function engineRefusal(): string | undefined {
  for (const args of [['version'], ['compose', 'version']]) {
    const { status, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' });
    if (status !== 0) return error?.message ?? stderr.trim().split('\n').at(-1);
  }
  return undefined;
}

/** What a command prints; what it complains of is seen as it happens. */
export function docker(...args: readonly string[]): string {
  return run(args, ['ignore', 'pipe', 'inherit']).trim();
}

/** A command that takes long: a person sees how far it is. */
export function watchDocker(...args: readonly string[]): void {
  run(args, ['ignore', 'inherit', 'inherit']);
}

export function inspectContainers(ids: readonly string[]): ContainerState[] {
  return JSON.parse(docker('container', 'inspect', ...ids)) as ContainerState[];
}

/** Both as they are in the environment, if they are. */
export const buildArguments = ['MIRROR', 'npm_config_registry'].flatMap((name) => ['--build-arg', name]);

function run(args: readonly string[], stdio: StdioOptions): string {
  const { status, stdout, error } = spawnSync('docker', args, { cwd: root, encoding: 'utf8', stdio });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}.`);
  return stdout;
}
