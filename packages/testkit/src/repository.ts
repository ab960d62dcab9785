import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whatever the configuration of the machine says. */
const settings = [
  'user.name=A',
  'user.email=a@b.example',
  'commit.gpgsign=false',
  'core.autocrlf=false',
].flatMap((setting) => ['-c', setting]);

/** A bare repository as a server holds it, and a work tree to make its commits in. */
export class Repository {
  /** The bare repository's path below the storage, as Rails sends it. */
  readonly path: string;
  readonly directory: string;
  readonly #work: string;

  constructor(storage: string, path: string, { objectFormat = 'sha1' } = {}) {
    this.path = path;
    this.directory = join(storage, path);
    this.#work = `${this.directory}.work`;
    mkdirSync(this.#work, { recursive: true });
    const init = ['init', '--quiet', '--initial-branch=main', `--object-format=${objectFormat}`];
    execFileSync('git', [...init, '--bare', this.directory]);
    execFileSync('git', [...init, this.#work]);
  }

  git(...args: string[]): string {
    return execFileSync('git', [...settings, ...args], {
      cwd: this.#work,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }).trim();
  }

  write(path: string, content: string | Buffer, { executable = false } = {}): this {
    const file = this.#file(path);
    writeFileSync(file, content);
    if (executable) chmodSync(file, 0o755);
    return this;
  }

  link(path: string, target: string): this {
    symlinkSync(target, this.#file(path));
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.#work, path), { recursive: true });
    return this;
  }

  /** Commits all that is in the work tree, pushes it over whatever was there, and answers with its id. */
  commit(message = 'change'): string {
    this.git('add', '--all', '--force');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.push();
  }

  push(): string {
    this.git('push', '--quiet', '--force', this.directory, 'HEAD:refs/heads/main');
    return this.git('rev-parse', 'HEAD');
  }

  /** Forgets whatever no branch holds, as a server does some time after a force push. */
  collectGarbage(): void {
    const args = ['--git-dir', this.directory];
    execFileSync('git', [...args, 'reflog', 'expire', '--expire=now', '--all']);
    execFileSync('git', [...args, 'gc', '--quiet', '--prune=now']);
  }

  /** Every file of a commit: `<mode> <id>` by path, as git lists it. */
  listing(commit: string): Record<string, string> {
    const lines = this.git('ls-tree', '-r', '-z', '--full-tree', commit).split('\0').filter(Boolean);
    return Object.fromEntries(
      lines.map((line) => {
        const [facts = '', path = ''] = line.split('\t');
        const [mode, , id] = facts.split(' ');
        return [path, `${mode} ${id}`];
      }),
    );
  }

  #file(path: string): string {
    const file = join(this.#work, path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { recursive: true, force: true });
    return file;
  }
}
