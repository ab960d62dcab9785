/**
 * `npm run readme [-- --all | --check]`: runs the commands that README.md shows and writes their output into
 * it. A block is
 *
 *     <!-- output: gkg query … -->  ```text … ```  <!-- /output -->
 *
 * within a section `<!-- input: name -->` that says what is indexed first. The input `repository` is this
 * repository and is always at hand; the others are code bases from package registries, fetched by `--all`.
 * `--check` changes nothing and fails when the output of `repository` is not what the file shows. It takes any
 * number for any other: line numbers and counts change with every commit, names only when it matters.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readmeInputs, type ReadmeInput } from './readme-inputs.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'README.md');
const gkg = join(root, 'node_modules/.bin/gkg');
const block = /<!-- output: gkg ([^\n]*?) -->[\s\S]*?<!-- \/output -->/g;

const { values } = parseArgs({ options: { all: { type: 'boolean' }, check: { type: 'boolean' } } });
const before = readFileSync(file, 'utf8');
const after = readmeInputs
  .filter((input) => values.all === true || input.name === 'repository')
  .reduce((text, input) => fillSection(text, input), before);
if (values.check !== true) writeFileSync(file, after);
else if (comparable(after) !== comparable(before)) {
  process.stderr.write('README.md shows other output than its commands give: run npm run readme.\n');
  process.exitCode = 1;
}

function comparable(text: string): string {
  return text.replaceAll(/cursor \S+/g, 'cursor').replaceAll(/\d[\d,.]*/g, 'N');
}

function fillSection(text: string, input: ReadmeInput): string {
  const section = new RegExp(`<!-- input: ${input.name} -->[\\s\\S]*?<!-- /input -->`);
  const work = mkdtempSync(join(tmpdir(), 'gkg-readme-'));
  try {
    const directory = input.fetch(work, root);
    const run = runner(join(work, 'data'));
    run(['index', directory, '--name', input.project]);
    return text.replace(section, (found) =>
      found.replaceAll(block, (_, line: string) => outputBlock(line, run)),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Run = (args: readonly string[]) => string;

function outputBlock(line: string, run: Run): string {
  const output = run(line.split(' ')).trimEnd();
  return `<!-- output: gkg ${line} -->\n\n\`\`\`text\n$ gkg ${line}\n${output}\n\`\`\`\n\n<!-- /output -->`;
}

function runner(dataDir: string): Run {
  return (args) => {
    const env = { ...process.env, GKG_DATA_DIR: dataDir };
    const result = spawnSync(gkg, args, { cwd: root, env, encoding: 'utf8' });
    if (result.status === 0) return result.stdout;
    throw new Error(`gkg ${args.join(' ')} failed: ${result.stderr}`);
  };
}
