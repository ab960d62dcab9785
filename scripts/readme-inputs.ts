import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface ReadmeInput {
  readonly name: string;
  readonly project: string;
  /** Brings the source below `work` if it is not here, and answers with its directory. */
  fetch(work: string, root: string): string;
}

export const readmeInputs: readonly ReadmeInput[] = [
  { name: 'repository', project: 'gkg', fetch: (_work, root) => root },
  {
    name: 'django',
    project: 'django',
    fetch(work) {
      const args = ['download', '--quiet', '--no-deps', '--only-binary', ':all:', 'Django==3.2.25'];
      execFileSync('python3', ['-m', 'pip', ...args], { cwd: work });
      execFileSync('python3', ['-m', 'zipfile', '-e', archiveIn(work), 'source'], { cwd: work });
      return join(work, 'source/django');
    },
  },
  {
    name: 'typescript',
    project: 'effect',
    fetch(work) {
      execFileSync('npm', ['pack', '--silent', 'effect@3.17.7'], { cwd: work });
      execFileSync('tar', ['-xzf', archiveIn(work)], { cwd: work });
      return join(work, 'package/src');
    },
  },
];

function archiveIn(work: string): string {
  return readdirSync(work).find((name) => /\.(whl|tgz)$/.test(name)) ?? '';
}
