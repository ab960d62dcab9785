import assert from 'node:assert/strict';
import { until } from '../e2e/gkg-process.ts';
import { manualBlocks } from '../manual.ts';
import type { Steps } from './kubernetes.ts';
import { imagesOf, namesOf, podsBehind, rejections, restrict, state, uidsOf } from './look.ts';

/** Options of helm: every object for Prometheus' operator. */
export const monitors = ['podMonitor', 'serviceMonitor', 'prometheusRule']
  .map((kind) => `--set monitoring.${kind}.enabled=true`)
  .join(' ');
const namespace = 'gitlab';
const gateway = '--set gateway.enabled=true --set gateway.parentRefs[0].name=public';
const upgrade = `helm upgrade gkg helm/gkg --namespace ${namespace} --values values.yaml`;
const rolledOut = `kubectl --namespace ${namespace} rollout status statefulset/gkg --timeout 120s`;
const nodes = (count: number) => Array.from({ length: count }, (_, index) => `gkg-${index}`);
const volumes = (count: number) => nodes(count).map((node) => `data-${node}`);

/** Nodes of GitLab's, and what happens to them in the course of time. */
export const withGitlab: Steps = {
  async 'installed as the manual says: three nodes, each with a volume'(kubernetes) {
    const [values = '', commands = ''] = manualBlocks('In Kubernetes, with GitLab');
    const secret = 'generic gitlab-gitlab-shell-secret --from-literal=secret=a';
    await kubernetes.run(`kubectl create namespace ${namespace}; ${restrict(namespace)}`);
    await kubernetes.run(`kubectl --namespace ${namespace} create secret ${secret}`);
    kubernetes.write('values.yaml', values);
    await kubernetes.run(commands);
    assert.deepEqual(await namesOf(kubernetes, 'pods', namespace), nodes(3));
    assert.deepEqual(await namesOf(kubernetes, 'pvc', namespace), volumes(3));
    assert.deepEqual(await podsBehind(kubernetes, 'gkg', namespace), nodes(3));
    await rejections(kubernetes, namespace);
  },

  async 'upgraded to the same: nothing changes'(kubernetes) {
    const before = await state(kubernetes, namespace);
    await kubernetes.run(upgrade);
    assert.deepEqual(await state(kubernetes, namespace), before);
  },

  async 'upgraded to seventeen nodes behind a gateway, watched: a route and a service for each'(kubernetes) {
    await kubernetes.run(`${upgrade} ${gateway} ${monitors} --set replicas=17 && ${rolledOut}`);
    assert.deepEqual(await namesOf(kubernetes, 'httproutes', namespace), nodes(17));
    assert.deepEqual(await podsBehind(kubernetes, 'gkg-16', namespace), ['gkg-16']);
    for (const kind of ['podmonitors', 'prometheusrules'])
      assert.deepEqual(await namesOf(kubernetes, kind, namespace), ['gkg']);
  },

  async 'upgraded to two nodes: volumes, routes and services of the others go'(kubernetes) {
    await kubernetes.run(`${upgrade} ${gateway} --set replicas=2`);
    await until(async () => (await namesOf(kubernetes, 'pvc', namespace)).length === 2);
    for (const kind of ['pods', 'httproutes'])
      assert.deepEqual(await namesOf(kubernetes, kind, namespace), nodes(2));
    assert.deepEqual(await namesOf(kubernetes, 'services', namespace), ['gkg', ...nodes(2)]);
  },

  async 'upgraded to a chart of another version, one node first, and rolled back'(kubernetes) {
    const version = '0.2.0+build.1';
    const next = `helm upgrade gkg gkg-${version}.tgz --namespace ${namespace} --values values.yaml --set replicas=2`;
    const images = () => imagesOf(kubernetes, namespace, 'gkg-proxy');
    const [old, fresh] = ['0.1.0', '0.2.0_build.1'].map((tag) => `registry.example/gkg-proxy:${tag}`);
    const [revision] = JSON.parse(
      await kubernetes.run(`helm list --namespace ${namespace} --output json`),
    ) as [{ revision: string }];
    await kubernetes.run(`helm package helm/gkg --version ${version} --app-version ${version}`);
    await kubernetes.run(`${next} --set updatePartition=1`);
    await until(async () => String(await images()) === String([old, fresh]));
    await kubernetes.run(`${next} && ${rolledOut}`);
    assert.deepEqual(await images(), [fresh, fresh]);
    await kubernetes.run(`helm rollback gkg ${revision.revision} --namespace ${namespace} && ${rolledOut}`);
    assert.deepEqual(await images(), [old, old]);
  },

  async 'a larger volume is refused, and had as the manual says: the pods stay'(kubernetes) {
    const before = await uidsOf(kubernetes, 'pods', namespace);
    const refusal = await kubernetes.refuses(`${upgrade} --set persistence.size=200Gi`);
    assert.match(refusal, /updates to statefulset spec for fields other than/);
    await kubernetes.run(`${manualBlocks('Upgrade').join('')}${rolledOut}`);
    assert.deepEqual((await uidsOf(kubernetes, 'pods', namespace)).slice(0, 2), before);
    const claims = (await kubernetes.list('pvc', namespace)).map(
      ({ spec }) => spec.resources?.requests['storage'],
    );
    assert.deepEqual(claims, ['200Gi', '100Gi', '200Gi']);
  },

  async 'uninstalled: the volumes are left'(kubernetes) {
    await kubernetes.run(`helm uninstall gkg --namespace ${namespace} --wait`);
    const kinds = 'pods,services,statefulsets,networkpolicies,poddisruptionbudgets,httproutes';
    await until(async () => (await namesOf(kubernetes, kinds, namespace)).length === 0);
    assert.deepEqual(await namesOf(kubernetes, 'pvc', namespace), volumes(3));
  },
};
