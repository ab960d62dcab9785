import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDescription, loadConfig } from '@gkg/runtime';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { helm } from '../scripts/fetch-tool.mjs';
import { chartSettings } from '../scripts/helm-values.ts';
import { attempt } from './attempt.ts';
import { temporaryFolder } from './e2e/sample-project.ts';
import { kubernetesSchemas, type KubernetesObject } from './kubernetes-schemas.ts';
import { manualBlocks } from './manual.ts';
import { readDockerfile } from './images/dockerfile.ts';
import { root } from './source-files.ts';

const chart = join(root, 'helm/gkg');
const needed = ['secret.name=gitlab-shell', 'gitlab.url=https://gitlab.example'];
const coordinator = [
  'coordinator.enabled=true',
  'coordinator.database.url=postgresql://gkg@db/gkg',
  'coordinator.database.passwordSecret.name=gkg-database',
  'coordinator.adminToken.name=gkg-admin',
];
const monitoring = [
  'monitoring.podMonitor.enabled=true',
  'monitoring.serviceMonitor.enabled=true',
  'monitoring.prometheusRule.enabled=true',
];
const gateway = [
  'gateway.enabled=true',
  'gateway.parentRefs[0].name=public',
  'gateway.externalUrl=https://gkg.example',
];

/** Sets of values, each an installation that somebody may want. */
const matrix: Readonly<Record<string, readonly string[]>> = {
  'one node': needed,
  'three nodes behind a gateway': [...needed, ...gateway, 'replicas=3'],
  // A route takes 16 rules at the most.
  'twenty nodes behind a gateway': [...needed, ...gateway, 'replicas=20'],
  'one node behind a gateway': [...needed, ...gateway, 'gateway.hostnames[0]=gkg.example'],
  'a fleet without GitLab, watched': ['secret.name=gkg', ...coordinator, ...monitoring, 'replicas=2'],
  'beside Zoekt': [...needed, ...monitoring, 'mode=sidecars', 'zoekt.hasNetworkPolicy=true'],
  'little is wanted': [...needed, 'networkPolicy.enabled=false', 'podDisruptionBudget.enabled=false'],
  'much is set': [
    ...needed,
    'settings.GKG_JOB_MEMORY_BYTES_MAX=4294967296',
    'settings.GKG_LOG_LEVEL=debug',
    'indexer.resources.limits.cpu=2',
    'persistence.storageClassName=fast',
    'image.digests.proxy=sha256:0123',
  ],
};

const tools = attempt(() => ({ program: helm(), faultsOf: kubernetesSchemas() }));

test('helm and the schemas of Kubernetes can be had', (context) => {
  const reason = tools.error?.message;
  if (reason !== undefined) process.stderr.write(`SKIPPED: the chart is not tried: ${reason}\n`);
  context.skip(reason !== undefined, reason);
  expect(tools.value).toBeDefined();
});

test('every setting is a value or the chart decides it, and no other', () => {
  const names = configDescription().map(({ env }) => env);
  expect(chartSettings.filter((name) => !names.includes(name))).toEqual([]);
});

describe.skipIf(tools.value === undefined)('the chart', { timeout: 60_000 }, () => {
  const { program = '', faultsOf = () => [] } = tools.value ?? {};

  test.each(Object.entries(matrix))(
    '%s: helm lints it, and Kubernetes knows every field',
    (_name, values) => {
      expect(() => execFileSync(program, ['lint', '--strict', chart, ...set(values)], quiet)).not.toThrow();
      const objects = render(values);
      expect(objects.length).toBeGreaterThan(1);
      expect(objects.flatMap(faultsOf)).toEqual([]);
    },
  );

  test('a field that Kubernetes does not know is found', () => {
    const [object] = render(needed).filter(({ kind }) => kind === 'StatefulSet');
    const spec = { ...object!.spec, replica: 1, replicas: 'one' };
    expect(faultsOf({ ...object!, spec }).join('\n')).toMatch(/"replica"[^]*\/spec\/replicas/);
  });

  test.each(Object.entries(matrix))(
    '%s: no privilege, no secret in a variable, limits everywhere',
    (_name, values) => {
      for (const pod of podsOf(render(values))) {
        expect(pod).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true },
        });
        for (const container of pod.containers) {
          expect(container.securityContext).toMatchObject(restricted);
          expect(container.resources.limits.memory).toBeTruthy();
          expect(container.resources.requests).toMatchObject({
            cpu: expect.anything(),
            memory: expect.anything(),
          });
          expect(container.env.filter(({ value }) => looksSecret(value))).toEqual([]);
        }
      }
    },
  );

  test('indexer and webserver listen on loopback, and only the proxy has a port', () => {
    const [pod] = podsOf(render(needed));
    for (const container of pod!.containers) {
      const env = envOf(container);
      expect(env).toMatchObject({ GKG_INDEXER_HOST: '127.0.0.1', GKG_WEBSERVER_HOST: '127.0.0.1' });
      expect(container.ports).toEqual(
        container.name === 'gkg-proxy' ? [{ name: 'gkg-proxy', containerPort: 6080 }] : undefined,
      );
    }
  });

  test('what the containers are told is what the services take', () => {
    for (const values of Object.values(matrix)) {
      for (const container of podsOf(render(values)).flatMap(({ containers }) => containers)) {
        const env = envOf(container);
        expect(() => loadConfig(env)).not.toThrow();
        const names = configDescription().map((setting) => setting.env);
        expect(Object.keys(env).filter((name) => name.startsWith('GKG_') && !names.includes(name))).toEqual(
          [],
        );
      }
    }
  });

  test('probes ask, without a shell, a health route of the service in the container', () => {
    for (const container of podsOf(render(matrix['a fleet without GitLab, watched']!)).flatMap(
      (pod) => pod.containers,
    )) {
      const service = container.name.replace('gkg-', '');
      const commands = [container.startupProbe, container.livenessProbe, container.readinessProbe];
      expect(commands.map(({ exec }) => exec.command)).toEqual(
        ['ready', 'live', 'ready'].map((probe) => ['node', 'docker/health.mjs', service, probe]),
      );
      expect([...readDockerfile().stages.keys()]).toContain(service);
    }
  });

  test('a node drains before it stops: the proxy first, the others wait for it, all within the grace', () => {
    const grace = 100;
    const [pod] = podsOf(render([...needed, `terminationGracePeriodSeconds=${grace}`]));
    const [proxy, ...others] = pod!.containers;
    const { drainTimeoutMs, stopTimeoutMs } = loadConfig(envOf(proxy!));
    expect(drainTimeoutMs).toBeGreaterThan(0);
    expect(stopTimeoutMs).toBeGreaterThan(drainTimeoutMs);
    expect(pod!.terminationGracePeriodSeconds).toBe(grace);
    for (const other of others) {
      const waits = Number(other.lifecycle.preStop.exec.command[2]);
      expect(waits * 1000).toBeGreaterThanOrEqual(stopTimeoutMs);
      expect(waits * 1000 + loadConfig(envOf(other)).stopTimeoutMs).toBeLessThan(grace * 1000);
    }
  });

  test('memory suffices for what the settings allow', () => {
    const config = loadConfig({});
    const [, indexer, webserver] = podsOf(render(needed))[0]!.containers;
    const gibibytes = ({ resources }: ContainerSpec) =>
      Number.parseInt(String(resources.limits.memory), 10) * 2 ** 30;
    const slack = 512 * 2 ** 20;
    expect(gibibytes(indexer!)).toBeGreaterThanOrEqual(
      config.indexerJobsMax * config.jobMemoryBytesMax + config.warmBytesMax + slack,
    );
    expect(gibibytes(webserver!)).toBeGreaterThanOrEqual(
      (config.graphProcesses + 1) * config.graphProcessBytesMax + slack,
    );
  });

  test('only those who ask and Prometheus reach a node', () => {
    const [policy] = render(needed).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policy!.spec).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 6080 }] }] });
    const [{ from }] = policy!.spec['ingress'] as [{ from: object[] }];
    expect(from).toHaveLength(2);
  });

  test('beside Zoekt there is no policy of ours if Zoekt has none: it would close the ports of Zoekt', () => {
    const policies = (values: readonly string[]) =>
      render([...needed, ...monitoring, 'mode=sidecars', ...values]).filter(
        ({ kind }) => kind === 'NetworkPolicy',
      );
    expect(policies([])).toEqual([]);
    expect(policies(['zoekt.hasNetworkPolicy=true'])).toHaveLength(1);
  });

  test('the gateway leads /nodes/<pod>/kg to that pod, and /kg to the only one', () => {
    const paths = (values: readonly string[]) => {
      const routes = render(values).filter(({ kind }) => kind === 'HTTPRoute');
      const rules = routes.flatMap(({ spec }) => spec['rules'] as RouteRule[]);
      return rules.flatMap(({ matches, backendRefs }) =>
        matches.map(({ path }) => `${path.value} ${backendRefs[0]?.name}`),
      );
    };
    expect(paths(matrix['one node behind a gateway']!)).toEqual(['/nodes/gkg-0/kg gkg-0', '/kg gkg-0']);
    expect(paths(matrix['three nodes behind a gateway']!)).toHaveLength(3);
  });

  test('the values that the manual shows are taken, and lead to the images that it builds', () => {
    const blocks = ['with GitLab', 'without GitLab'].flatMap((how) => manualBlocks(`In Kubernetes, ${how}`));
    const examples = blocks.filter((block) => block.startsWith('image:'));
    const [, tag = ''] = /--tag (\S+)/.exec(manualBlocks('Images').join('')) ?? [];
    const images = ['proxy', 'indexer', 'webserver', 'coordinator'].map((name) => tag.replace('$name', name));
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const objects = objectsOf(templateOf(example));
      expect(objects.flatMap(faultsOf)).toEqual([]);
      for (const { image } of podsOf(objects).flatMap(({ containers }) => containers))
        expect(images).toContain(image);
    }
  });

  test('a version with what labels may not have makes labels all the same', () => {
    const folder = temporaryFolder('chart');
    const version = '1.0.0-rc.1+build.5';
    const options = ['--version', version, '--app-version', version, '--destination', folder.path];
    execFileSync(program, ['package', chart, ...options], quiet);
    const packed = join(folder.path, `gkg-${version}.tgz`);
    const text = execFileSync(program, ['template', 'gkg', packed, ...set(needed)], { encoding: 'utf8' });
    folder.remove();
    const [pod] = podsOf(objectsOf(text));
    expect(pod!.containers[0]!.image).toMatch(/:1\.0\.0-rc\.1_build\.5$/);
    const labels = objectsOf(text).flatMap(({ metadata }) => Object.values(metadata.labels ?? {}));
    expect(labels.filter((value) => !/^\w[\w.-]*$/.test(value))).toEqual([]);
  });

  test('the alerts are those that are tested', () => {
    const objects = render(matrix['a fleet without GitLab, watched']!);
    const [rule] = objects.filter(({ kind }) => kind === 'PrometheusRule');
    expect(rule!.spec).toEqual(parse(readFileSync(join(root, 'deploy/prometheus/alerts.yaml'), 'utf8')));
  });

  test('values for Zoekt hold the containers that the own pods have', () => {
    const own = podsOf(render(needed))[0]!.containers;
    const values = parse(template([...needed, 'mode=zoekt-values', 'zoekt.valuesKey=gitlab-zoekt'])) as {
      'gitlab-zoekt': Record<'extraContainers' | 'extraVolumes', string>;
    };
    const { extraContainers, extraVolumes } = values['gitlab-zoekt'];
    const riding = parse(extraContainers) as ContainerSpec[];
    expect(riding.map(withoutPlace)).toEqual(own.map(withoutPlace));
    const volumes = (parse(extraVolumes) as { name: string }[]).map(({ name }) => name);
    const mounted = riding.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    expect(new Set(mounted)).toEqual(new Set([...volumes, 'zoekt-index']));
    // Zoekt's chart puts the texts through its own template: nothing in them may look like one.
    expect(extraContainers + extraVolumes).not.toContain('{{');
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'zoekt' }, spec: { containers: riding } };
    expect(faultsOf(pod)).toEqual([]);
  });

  test.each([
    ['secret.name=', /secret\.name/],
    ['settings.GKG_QUEUE_MAX=0', /GKG_QUEUE_MAX/],
    ['settings.GKG_LOG_LEVEL=loud', /GKG_LOG_LEVEL/],
    ['settings.GKG_WEBSERVER_HOST=0.0.0.0', /GKG_WEBSERVER_HOST/],
    ['mode=daemonset', /mode/],
    ['coordinator.database.url=postgresql://gkg:password@db/gkg', /url/],
    ['replica=2', /replica/],
    ['gitlab.url=', /gitlab\.url/],
    ['gateway.enabled=true', /gateway\.parentRefs/],
  ])('%s is refused', (value, sentence) => {
    const { status, stderr } = spawnSync(program, args([...needed, value]), { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(sentence);
  });

  function args(values: readonly string[]): string[] {
    return ['template', 'gkg', chart, '--kube-version', '1.35.0', ...set(values)];
  }

  function template(values: readonly string[]): string {
    return execFileSync(program, args(values), { ...quiet, encoding: 'utf8' });
  }

  function templateOf(valuesFile: string): string {
    const options = ['template', 'gkg', chart, '--values', '-'];
    return execFileSync(program, options, { ...quiet, encoding: 'utf8', input: valuesFile });
  }

  function render(values: readonly string[]): KubernetesObject[] {
    return objectsOf(template(values));
  }
});

function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Helm remarks that the alerts are a link; its errors are in what is thrown. */
const quiet = { stdio: 'pipe' } as const;

const restricted = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

interface Probe {
  readonly exec: { readonly command: string[] };
}
interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly object[];
  readonly resources: Readonly<Record<'limits' | 'requests', Readonly<Record<string, unknown>>>>;
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: Probe };
}
interface RouteRule {
  readonly matches: readonly { readonly path: { readonly value: string } }[];
  readonly backendRefs: readonly { readonly name: string }[];
}
interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly terminationGracePeriodSeconds: number;
}

function set(values: readonly string[]): string[] {
  return values.flatMap((value) => ['--set', value]);
}

function podsOf(objects: readonly KubernetesObject[]): PodSpec[] {
  return objects.flatMap(({ spec }) => {
    const template = spec['template'] as { spec: PodSpec } | undefined;
    return template === undefined ? [] : [template.spec];
  });
}

function envOf({ env }: ContainerSpec): Record<string, string> {
  // Kubernetes would put in what the pod is called.
  const given = env.filter(({ value }) => value !== undefined);
  return Object.fromEntries(
    given.map(({ name, value = '' }) => [name, value.replaceAll(/\$\(\w+\)/g, 'gkg-0')]),
  );
}

function looksSecret(value: string | undefined): boolean {
  return value !== undefined && (/:\/\/[^/]*:[^/]*@/.test(value) || /password=|^[0-9a-f]{32,}$/.test(value));
}

/** Less what follows from where the containers are: the volume, the address and the times. */
function withoutPlace({ env, volumeMounts, lifecycle: _lifecycle, ...rest }: ContainerSpec): object {
  const placed = ['GKG_PROXY_URL', 'GKG_STOP_TIMEOUT_MS', 'GKG_DRAIN_TIMEOUT_MS'];
  return { ...rest, env: env.filter(({ name }) => !placed.includes(name)), volumes: volumeMounts.length };
}
