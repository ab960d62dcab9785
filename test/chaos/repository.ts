import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { commitName, writeSources, type Commit } from './commits.ts';

/** A real git repository of one namespace, whose commits say what they hold. */
export interface Repository {
  readonly path: string;
  /** Answers its hash. */
  commit(commit: Commit): Promise<string>;
  /** The name by which answers are judged, of a hash. */
  nameOf(hash: string): string;
}

const run = promisify(execFile);

export function createRepository(path: string, write = writeSources): Repository {
  const names = new Map<string, string>();
  const git = async (...args: string[]) =>
    (await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: path })).stdout;
  return {
    path,
    async commit(commit) {
      mkdirSync(path, { recursive: true });
      write(path, commit.content);
      if (names.size === 0) await git('init', '--quiet', '.');
      await git('add', '--all');
      await git('commit', '--quiet', '-m', commitName(commit));
      const hash = (await git('rev-parse', 'HEAD')).trim();
      names.set(hash, commitName(commit));
      return hash;
    },
    nameOf: (hash) => names.get(hash) ?? hash,
  };
}
