import assert from 'node:assert/strict';
import { until } from '../e2e/gkg-process.ts';
import { manualBlocks } from '../manual.ts';
import type { Steps } from './kubernetes.ts';
import { namesOf, podsBehind, rejections, restrict, state } from './look.ts';
import { monitors } from './with-gitlab.ts';

const namespace = 'gkg';
const upgrade = `helm upgrade gkg helm/gkg --namespace ${namespace} --values values.yaml`;

/** A fleet of its own. */
export const withoutGitlab: Steps = {
  async 'installed without GitLab as the manual says: two coordinators, three nodes'(kubernetes) {
    const [secrets = '', values = '', commands = ''] = manualBlocks('In Kubernetes, without GitLab');
    kubernetes.write('secrets/database', 'password\n');
    kubernetes.write('values.yaml', values);
    await kubernetes.run(`${secrets}${restrict(namespace)}`);
    await kubernetes.run(commands);
    assert.deepEqual(await podsBehind(kubernetes, 'gkg', namespace), ['gkg-0', 'gkg-1', 'gkg-2']);
    assert.equal((await podsBehind(kubernetes, 'gkg-coordinator', namespace)).length, 2);
    await rejections(kubernetes, namespace);
  },

  async 'one pod of each may be interrupted'(kubernetes) {
    const budgets = async () =>
      (await kubernetes.list('poddisruptionbudgets', namespace)).map(
        ({ metadata, status }) => `${metadata.name} ${status.disruptionsAllowed} of ${status.expectedPods}`,
      );
    await until(async () => String(await budgets()) === 'gkg 1 of 3,gkg-coordinator 1 of 2');
  },

  async 'upgraded, to the same and to more coordinators'(kubernetes) {
    const before = await state(kubernetes, namespace);
    await kubernetes.run(upgrade);
    assert.deepEqual(await state(kubernetes, namespace), before);
    await kubernetes.run(`${upgrade} ${monitors} --set coordinator.replicas=3`);
    await until(async () => (await podsBehind(kubernetes, 'gkg-coordinator', namespace)).length === 3);
    assert.deepEqual(await namesOf(kubernetes, 'servicemonitors', namespace), ['gkg-coordinator']);
  },

  async 'uninstalled too'(kubernetes) {
    await kubernetes.run(`helm uninstall gkg --namespace ${namespace} --wait`);
    await until(async () => (await namesOf(kubernetes, 'pods,services', namespace)).length === 0);
  },
};
