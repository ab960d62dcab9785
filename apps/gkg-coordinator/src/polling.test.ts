import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('a remote repository', () => {
    let coordinator: TestCoordinator;
    let repository: string;
    beforeAll(async () => {
      const settings = { pollTickMs: 50, pollIntervalMs: 60_000 };
      coordinator = await startTestCoordinator({ isMissing, ...database }, settings);
      repository = join(coordinator.root, 'repository');
      mkdirSync(repository);
      git('init', '--quiet', '--initial-branch=trunk', '.');
    }, 60_000);
    afterAll(() => coordinator.stop());

    function git(...args: string[]): string {
      const author = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
      return execFileSync('git', [...author, ...args], { cwd: repository, encoding: 'utf8' }).trim();
    }
    function commit(): string {
      git('commit', '--quiet', '--allow-empty', '-m', 'change');
      return git('rev-parse', 'HEAD');
    }
    const beat = async (): Promise<Answer[]> =>
      (await coordinator.rails('node', 'heartbeat', heartbeat()))['tasks'];
    const settle = ({ payload }: Answer, commit: string, success = true) => {
      const { name, payload: own } = payload.Callback;
      const more = { success, error: success ? null : 'Poison.', additional_payload: { commit } };
      return coordinator.rails('node', 'callback', { name, payload: own, ...more });
    };
    /** After an interval, with whatever jitter, and the poll itself. */
    const pass = () => (coordinator.clock += 70_000);

    test('is indexed when its branch has moved, and not when it has not', async () => {
      await beat();
      const first = commit();
      const project = await coordinator.api('POST', '/projects', { url: `git+file://${repository}` });
      const view = () => coordinator.api('GET', `/projects/${project['id']}`);
      await settle((await beat())[0]!, first);
      pass();
      await expect.poll(async () => (await view())['wanted_commit']).toBe(first);
      expect(await beat()).toEqual([]);

      const second = commit();
      pass();
      await expect.poll(async () => (await view())['wanted_commit']).toBe(second);
      const [task, ...others] = await beat();
      expect(others).toEqual([]);
      await settle(task!, second);
      expect(await view()).toMatchObject({ commit: second, stale_since: null, poll_error: null });

      // A commit that cannot be indexed is tried as often as any task, and not again with every poll.
      commit();
      pass();
      await expect.poll(async () => (await view())['stale_since']).not.toBeNull();
      for (let attempt = 0; attempt < 3; attempt += 1) {
        coordinator.clock += 3_600_000;
        for (const failing of await beat()) await settle(failing, '', false);
      }
      for (let poll = 0; poll < 3; poll += 1) {
        pass();
        await expect.poll(() => git('rev-parse', 'HEAD')).toBeTruthy();
        expect(await beat()).toEqual([]);
      }
      expect(await view()).toMatchObject({ state: 'ready', commit: second, task: { state: 'failed' } });

      renameSync(repository, `${repository}.away`);
      coordinator.clock += 3_600_000;
      await expect.poll(async () => (await view())['poll_error']).toMatch(/does not say/);
      renameSync(`${repository}.away`, repository);
      coordinator.clock += 3_600_000;
      await expect.poll(async () => (await view())['poll_error']).toBeNull();
    });

    test('is left alone when its project says never', async () => {
      const url = `git+file://${repository}#trunk`;
      const project = await coordinator.api('POST', '/projects', { url, poll_seconds: 0 });
      const other = await coordinator.api('POST', '/projects', {
        url: `git+file://${repository}#refs/heads/trunk`,
      });
      pass();
      const wanted = async ({ id }: Answer) =>
        (await coordinator.api('GET', `/projects/${id}`))['wanted_commit'];
      await expect.poll(() => wanted(other)).not.toBeNull();
      expect(await wanted(project)).toBeNull();
    });
  });
});
