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
    /** Passes until it is so: a poll that runs while the clock moves plans the next by where it moved to. */
    const passing =
      <Result>(look: () => Promise<Result>) =>
      () => {
        pass();
        return look();
      };
    const pollsWithoutNews = async () => {
      const text = await (await fetch(`${coordinator.url}/metrics`)).text();
      return Number(/polls_total\{[^}]*outcome="unmoved"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    };

    test('is indexed when its branch has moved, and not when it has not', async () => {
      await beat();
      const first = commit();
      const project = await coordinator.api('POST', '/projects', { url: `git+file://${repository}` });
      const view = () => coordinator.api('GET', `/projects/${project['id']}`);
      await settle((await beat())[0]!, first);
      await expect.poll(passing(async () => (await view())['wanted_commit'])).toBe(first);
      expect(await beat()).toEqual([]);

      const second = commit();
      await expect.poll(passing(async () => (await view())['wanted_commit'])).toBe(second);
      const [task, ...others] = await beat();
      expect(others).toEqual([]);
      await settle(task!, second);
      expect(await view()).toMatchObject({ commit: second, stale_since: null, poll_error: null });

      // A commit that cannot be indexed is tried as often as any task, and not again with every poll.
      commit();
      await expect.poll(passing(async () => (await view())['stale_since'])).not.toBeNull();
      for (let attempt = 0; attempt < 3; attempt += 1) {
        coordinator.clock += 3_600_000;
        for (const failing of await beat()) await settle(failing, '', false);
      }
      const before = await pollsWithoutNews();
      await expect.poll(passing(pollsWithoutNews)).toBeGreaterThan(before + 2);
      expect(await beat()).toEqual([]);
      expect(await view()).toMatchObject({ state: 'ready', commit: second, task: { state: 'failed' } });

      renameSync(repository, `${repository}.away`);
      const pollError = passing(async () => (await view())['poll_error'] as string | null);
      await expect.poll(pollError).not.toBeNull();
      expect(await pollError()).toMatch(/does not say/);
      renameSync(`${repository}.away`, repository);
      await expect.poll(pollError).toBeNull();
    });

    test('is left alone when its project says never', async () => {
      const url = `git+file://${repository}#trunk`;
      const project = await coordinator.api('POST', '/projects', { url, poll_seconds: 0 });
      const other = await coordinator.api('POST', '/projects', {
        url: `git+file://${repository}#refs/heads/trunk`,
      });
      const wanted = async ({ id }: Answer) =>
        (await coordinator.api('GET', `/projects/${id}`))['wanted_commit'];
      await expect.poll(passing(() => wanted(other))).not.toBeNull();
      expect(await wanted(project)).toBeNull();
    });
  });
});
