import assert from 'node:assert/strict';
import { join } from 'node:path';
import { manualBlocks } from '../manual.ts';
import { root } from '../source-files.ts';
import type { Steps } from './kubernetes.ts';
import { namesOf, rejections } from './look.ts';
import { monitors } from './with-gitlab.ts';

const namespace = 'gitlab';
const riding = ['zoekt-webserver', 'gkg-proxy', 'gkg-indexer', 'gkg-webserver'];

/** Nodes in the pods of another chart, in the namespace and with the values of those before. */
export const besideZoekt: Steps = {
  async "installed in Zoekt's pods as the manual says: no policy that would be their first"(kubernetes) {
    await kubernetes.run(`mkdir gitlab; ln -s ${join(root, 'test/cluster/zoekt')} gitlab/gitlab-zoekt`);
    kubernetes.write('your-zoekt-values.yaml', '{}');
    await kubernetes.run(`helm install gitlab-zoekt gitlab/gitlab-zoekt --namespace ${namespace}`);
    await kubernetes.run(manualBlocks("In Zoekt's pods").join(''));
    await kubernetes.run(
      `kubectl --namespace ${namespace} rollout status statefulset/gitlab-zoekt --timeout 120s`,
    );
    const pods = await kubernetes.list('pods', namespace);
    assert.deepEqual(
      pods.map(({ spec }) => spec.containers?.map(({ name }) => name)),
      [riding, riding],
    );
    await rejections(kubernetes, namespace);
    assert.deepEqual(await namesOf(kubernetes, 'networkpolicies', namespace), []);
  },

  async "a policy is added to Zoekt's own, and monitors, for those pods"(kubernetes) {
    const options = `--set mode=sidecars --set zoekt.hasNetworkPolicy=true ${monitors}`;
    await kubernetes.run(
      `helm upgrade gkg helm/gkg --namespace ${namespace} --values values.yaml ${options}`,
    );
    const [policy] = await kubernetes.list('networkpolicies', namespace);
    const labels = Object.entries(policy!.spec.podSelector!.matchLabels).map((label) => label.join('='));
    const chosen = `kubectl --namespace ${namespace} get pods --selector ${labels.join()} --output name`;
    assert.equal(await kubernetes.run(chosen), 'pod/gitlab-zoekt-0\npod/gitlab-zoekt-1\n');
  },

  async uninstalled(kubernetes) {
    await kubernetes.run(`helm uninstall gkg gitlab-zoekt --namespace ${namespace} --wait`);
    assert.deepEqual(await namesOf(kubernetes, 'networkpolicies,podmonitors,statefulsets', namespace), []);
  },
};
