/**
 * `npm run cluster`: the chart on a real API server. etcd, kube-apiserver and kube-controller-manager run here, the last
 * two built by Go of Kubernetes' own module, in half an hour the first time. The namespaces enforce the Pod Security
 * Standard `restricted`, the custom resources are those of Gateway API and of Prometheus' operator, and the commands are
 * those of the manual, as they stand there. There is no machine: a stand-in says that pods run, so what the services do is
 * not tried here but by `test/e2e/images.test.ts`. Any warning is a failure. Without Go, its module proxy, Debian's etcd or
 * kubectl this says SKIPPED.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesProgram } from '../../scripts/build-tool.mjs';
import { etcd, goModule, helm } from '../../scripts/fetch-tool.mjs';
import { attempt } from '../attempt.ts';
import { freePorts, until } from '../e2e/gkg-process.ts';
import { temporaryFolder } from '../e2e/sample-project.ts';
import { customResources } from '../kubernetes-schemas.ts';
import { besideZoekt } from './beside-zoekt.ts';
import { startControlPlane } from './control-plane.ts';
import { kubernetesOf, type Kubernetes } from './kubernetes.ts';
import { standInForMachine } from './stand-in-machine.ts';
import { withGitlab } from './with-gitlab.ts';
import { withoutGitlab } from './without-gitlab.ts';

const tools = attempt(() => ({
  etcd: etcd(),
  helm: helm(),
  kubectl: kubectl(),
  apiserver: kubernetesProgram('kube-apiserver'),
  controllerManager: kubernetesProgram('kube-controller-manager'),
}));

if (tools.value === undefined) {
  process.stderr.write(`SKIPPED: the chart is not installed: ${tools.error?.message}\n`);
} else {
  await install(tools.value);
}

async function install(programs: NonNullable<typeof tools.value>): Promise<void> {
  const folder = temporaryFolder('cluster');
  mkdirSync(join(folder.path, 'servers'));
  const { kubeconfig, ...plane } = await startControlPlane(programs, join(folder.path, 'servers'));
  try {
    const kubernetes = kubernetesOf(
      { helm: programs.helm, kubectl: programs.kubectl },
      kubeconfig,
      folder.path,
    );
    await withMachine(programs.kubectl, kubeconfig, async () => {
      await prepare(kubernetes);
      for (const [name, step] of Object.entries({ ...withGitlab, ...besideZoekt, ...withoutGitlab })) {
        await step(kubernetes);
        process.stdout.write(`${name}\n`);
      }
    });
    folder.remove();
  } finally {
    await plane.stop();
  }
}

/** The proxy has the administrator's token, so that the stand-in needs none. */
async function withMachine(kubectl: string, kubeconfig: string, work: () => Promise<void>): Promise<void> {
  const [port] = (await freePorts(1)) as [number];
  const proxy = spawn(kubectl, ['--kubeconfig', kubeconfig, 'proxy', `--port=${port}`], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/readyz`).then(Boolean, () => false));
  const machine = standInForMachine(url);
  try {
    await work();
  } finally {
    await machine.stop();
    proxy.kill('SIGTERM');
  }
}

async function prepare(kubernetes: Kubernetes): Promise<void> {
  for (const [module, directory] of customResources)
    await kubernetes.run(`kubectl apply --server-side --filename ${join(goModule(module), directory)}`);
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'example.com/stand-in',
    allowVolumeExpansion: true,
  };
  kubernetes.write('storage-class.yaml', JSON.stringify(storageClass));
  await kubernetes.run('kubectl apply --filename storage-class.yaml');
}

function kubectl(): string {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' });
  if (status !== 0) throw new Error('There is no kubectl on the PATH.');
  return stdout.trim();
}
