import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../apps/gkg-coordinator/src/test-coordinator.ts';
import { testDatabases } from '../../apps/gkg-coordinator/src/test-databases.ts';
import { nodeSettings, runGkg, startUp } from './gkg-process.ts';
import { sampleProject, temporaryFolder } from './sample-project.ts';

/** The commands of the admin, against a coordinator that needs tokens. */
let coordinator: TestCoordinator;
beforeAll(async () => {
  coordinator = await startTestCoordinator(testDatabases[0]!, {
    coordinatorAuth: 'token',
    pollIntervalMs: 0,
  });
});
afterAll(() => coordinator.stop());

const gkg = (args: readonly string[], env: Record<string, string> = {}) =>
  runGkg(args, { env: { GKG_DATA_DIR: coordinator.root, GKG_COORDINATOR_URL: coordinator.url, ...env } });

async function shown(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await gkg(args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

test('the owner of the machine adds a user with a token, who may ask about what is given', async () => {
  expect(await shown('users', 'add', 'ada')).toMatch(/^id +name +is_admin.*\n1 +ada +false +false +- /);
  const made = await shown('tokens', 'add', '1', 'laptop');
  const [token = ''] = /gkg-[0-9a-f]{12}-[\w-]{43}/.exec(made) ?? [];
  expect(await shown('tokens', '1')).not.toContain(token.slice(-43));
  const added = await shown('projects', 'add', 'https://git.example/group/app.git');
  expect(added).toMatch(/app +waiting(:no_node)? +private/);

  const asAda = { GKG_TOKEN: token };
  expect((await gkg(['projects'], asAda)).stdout).toBe('');
  await shown('permissions', 'give', 'app', '1');
  expect(await shown('permissions', 'app')).toMatch(/1 +ada +read/);
  expect((await gkg(['projects'], asAda)).stdout).toMatch(/app +waiting/);
  const refused = await gkg(['projects', 'index', 'app'], asAda);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/\(forbidden\)\n$/)]);

  await shown('users', 'block', '1');
  expect((await gkg(['projects'], asAda)).stderr).toMatch(/\(unauthorized\)/);
});

test('nodes and tasks are shown, as JSON where that is wanted', async () => {
  expect(await shown('nodes')).toBe('');
  expect(JSON.parse(await shown('tasks', '--state', 'failed', '--json'))).toEqual({ tasks: [], next: null });
  const { code, stderr } = await gkg(['tasks', 'retry', '4711']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/There is no task 4711. \(not_found\)/)]);
});

test('gkg up on an address that others reach needs tokens, and has one itself', async () => {
  const data = temporaryFolder('tokens');
  const project = sampleProject();
  const settings = await nodeSettings(data.path);
  const up = await startUp([project.path], { ...settings, GKG_COORDINATOR_AUTH: 'token' });
  onTestFinished(async () => {
    await up.end('SIGTERM');
    for (const folder of [data, project]) folder.remove();
  });
  const [indexed] = up.report.projects;
  const answer = await fetch(indexed!.query_url, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(401);
  const asked = await runGkg(['query', 'repository_stats'], { env: settings, cwd: project.path });
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining('files')]);
});

test.each([
  [['users', 'add'], /An argument is missing. Usage: gkg users \[add <name> \[--admin\] \|/],
  [['tokens'], /An argument is missing/],
  [['nodes', 'forget', '1', '2'], /too many/],
  [['nodes', '--wait', '1'], /nothing that --wait could wait for/],
  [['nodes', 'drain', 'node-1', '--wait', 'long'], /number of seconds, not "long"/],
])('%j is answered by the usage', async (args, message) => {
  const { code, stderr } = await gkg(args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
