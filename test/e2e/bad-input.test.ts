import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../source-files.ts';
import { runGkg, type Finished } from './gkg-process.ts';
import { sampleProject, temporaryFolder, type Folder } from './sample-project.ts';

let project: Folder;
let data: Folder;
let odd: Folder;
let env: Record<string, string> = {};

const gkg = (...args: string[]) => runGkg(args, { env });
const nobody = 65_534;
/** Root may read everything: it has somebody else index, who needs this checkout for that. */
const reader = process.getuid?.() === 0 ? { uid: nobody } : {};
const readerReads = spawnSync('test', ['-r', root], reader).status === 0;

beforeAll(async () => {
  project = sampleProject();
  data = temporaryFolder('data');
  odd = temporaryFolder('odd');
  env = { GKG_DATA_DIR: data.path };
  const indexed = await gkg('index', project.path, '--name', 'shop');
  expect(indexed.stderr).toContain('shop: load');
  expect(indexed.code).toBe(0);
});
afterAll(() => [project, data, odd].forEach((folder) => folder.remove()));

/** Each failure is one line `error: sentence (kind)`, nothing on stdout, and a code of its own. */
function expectFailure({ code, stdout, stderr }: Finished, kind: string, exitCode: number, sentence: RegExp) {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(new RegExp(`\\(${kind}\\)$`));
  expect(errors[0]).toMatch(sentence);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

async function expectStillAnswers() {
  const { stdout, code } = await gkg('query', 'callers', 'definition=charge', '--project', 'shop');
  expect(code).toBe(0);
  expect(stdout).toMatch(/place/);
  expect(stdout).toMatch(/retry/);
}

describe('a directory that cannot be indexed', () => {
  test('is missing', async () => {
    const missing = join(odd.path, 'missing');
    expectFailure(await gkg('index', missing), 'directory_missing', 6, /missing does not exist/);
    expectFailure(await gkg('up', missing), 'directory_missing', 6, /missing does not exist/);
  });

  test('is a file', async () => {
    odd.write('file.txt', 'text');
    const file = join(odd.path, 'file.txt');
    expectFailure(await gkg('index', file), 'not_a_directory', 6, /file.txt is not a directory/);
  });

  test('leads in a circle', async () => {
    symlinkSync('circle', join(odd.path, 'circle'));
    const circle = await gkg('index', join(odd.path, 'circle'));
    expectFailure(circle, 'directory_unreadable', 6, /circle cannot be read/);
  });

  test.skipIf(!readerReads)('cannot be read', async () => {
    const locked = join(odd.path, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o000);
    chmodSync(odd.path, 0o755);
    const out = temporaryFolder('nobody');
    chmodSync(out.path, 0o777);
    const indexed = await runGkg(['index', locked], { env: { GKG_DATA_DIR: out.path }, ...reader });
    expectFailure(indexed, 'directory_unreadable', 6, /locked cannot be read/);
    out.remove();
  });

  test('is empty', async () => {
    mkdirSync(join(odd.path, 'empty'));
    expectFailure(await gkg('index', join(odd.path, 'empty')), 'no_files', 6, /no file/i);
  });

  test('has no file in a supported language', async () => {
    odd.write('prose/a.txt', 'Once upon a time.\n');
    expectFailure(await gkg('index', join(odd.path, 'prose')), 'no_supported_language', 6, /language/);
  });

  test('leaves what was indexed before as it was', expectStillAnswers);
});

describe('a disk without space', () => {
  test('is refused before work starts, and the old graph still answers', async () => {
    const full = { ...env, GKG_DISK_FREE_BYTES_MIN: String(Number.MAX_SAFE_INTEGER) };
    expectFailure(await runGkg(['index', project.path], { env: full }), 'disk_full', 5, /bytes free/);
    await expectStillAnswers();
  });
});

describe('a wrong question', () => {
  test('unknown tool: the message lists the tools', async () => {
    const asked = await gkg('query', 'find_everything', '--project', 'shop');
    expectFailure(asked, 'unknown_tool', 2, /find_everything.*callers/);
  });

  test('wrong argument: the message names it and what is allowed', async () => {
    const unknown = await gkg('query', 'callers', 'nam=charge', '--project', 'shop');
    expectFailure(unknown, 'invalid_arguments', 2, /nam.*allowed.*definition/);
    const wrong = await gkg('query', 'callers', 'definition=charge', 'depth=deep', '--project', 'shop');
    expectFailure(wrong, 'invalid_arguments', 2, /depth.*number/);
  });

  test('not key=value', async () => {
    expectFailure(await gkg('query', 'callers', 'charge'), 'invalid_request', 2, /charge.*key=value/);
  });

  test('unknown project: the message lists the projects', async () => {
    const asked = await gkg('query', 'callers', 'definition=charge', '--project', 'shap');
    expectFailure(asked, 'unknown_project', 7, /shap.*shop/);
  });

  test('nothing indexed at all', async () => {
    const empty = temporaryFolder('nothing');
    const asked = await runGkg(['query', 'callers', 'definition=charge'], {
      env: { GKG_DATA_DIR: empty.path },
    });
    expectFailure(asked, 'unknown_project', 7, /gkg index/);
    empty.remove();
  });

  test('a graph file that is missing, or none', async () => {
    odd.write('broken.kuzu', 'not a graph');
    const missing = await gkg('export', '--graph', join(odd.path, 'absent.kuzu'));
    expectFailure(missing, 'graph_invalid', 8, /absent.kuzu/);
    expectFailure(
      await gkg('export', '--graph', join(odd.path, 'broken.kuzu')),
      'graph_invalid',
      8,
      /graph file/,
    );
  });
});

describe('wrong use', () => {
  test('unknown command, unknown option, missing argument, bad setting', async () => {
    expectFailure(await gkg('serve'), 'invalid_request', 2, /"serve".*up, index, query/);
    expectFailure(await gkg('index', '.', '--fast'), 'invalid_request', 2, /--fast.*Usage: gkg index/);
    expectFailure(await gkg('index'), 'invalid_request', 2, /missing.*Usage/);
    const bad = await runGkg(['status'], { env: { ...env, GKG_INDEXER_PORT: 'many' } });
    expectFailure(bad, 'config_invalid', 2, /GKG_INDEXER_PORT/);
  });

  test('with --json the error is the body that the services answer with', async () => {
    const { stderr, code } = await gkg(
      'query',
      'callers',
      'definition=charge',
      '--project',
      'shap',
      '--json',
    );
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'unknown_project',
      error: expect.stringContaining('shop'),
    });
    expect(code).toBe(7);
  });
});
