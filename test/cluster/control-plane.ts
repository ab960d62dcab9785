import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { openSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withUndo } from '@gkg/runtime';
import { stringify } from 'yaml';
import { freePorts, until } from '../e2e/gkg-process.ts';

export interface Programs {
  readonly etcd: string;
  readonly apiserver: string;
  readonly controllerManager: string;
  readonly kubectl: string;
}

/** The API of Kubernetes and its controllers, as processes of this machine, on loopback. There is no machine in it. */
export interface ControlPlane {
  /** The administrator's way in, for kubectl and helm. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

const readyTimeoutMs = 120_000;

export async function startControlPlane(programs: Programs, directory: string): Promise<ControlPlane> {
  const [client, peer, port] = (await freePorts(3)) as [number, number, number];
  const keys = writeKeys(directory);
  const kubeconfig = writeKubeconfig(directory, port, keys.token);
  return withUndo(async (undo) => {
    const start = (program: string, options: Readonly<Record<string, string | number | boolean>>) =>
      undo.add(startProcess(program, options, directory));
    start(programs.etcd, {
      'data-dir': join(directory, 'etcd'),
      'listen-client-urls': `http://127.0.0.1:${client}`,
      'advertise-client-urls': `http://127.0.0.1:${client}`,
      'listen-peer-urls': `http://127.0.0.1:${peer}`,
      'initial-advertise-peer-urls': `http://127.0.0.1:${peer}`,
      'initial-cluster': `default=http://127.0.0.1:${peer}`,
    });
    start(programs.apiserver, {
      'etcd-servers': `http://127.0.0.1:${client}`,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'endpoint-reconciler-type': 'none',
      'secure-port': port,
      'cert-dir': join(directory, 'apiserver'),
      'service-cluster-ip-range': '10.96.0.0/16',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': keys.publicKey,
      'service-account-signing-key-file': keys.privateKey,
      'token-auth-file': keys.tokens,
      'authorization-mode': 'RBAC',
    });
    const readiness = ['--kubeconfig', kubeconfig, 'get', '--raw', '/readyz'];
    const isReady = () => spawnSync(programs.kubectl, readiness, { stdio: 'ignore' }).status === 0;
    await until(isReady, readyTimeoutMs);
    start(programs.controllerManager, {
      kubeconfig,
      'service-account-private-key-file': keys.privateKey,
      'leader-elect': false,
      // All but the one that looks whether machines are alive.
      controllers: '*,-node-lifecycle-controller',
      'secure-port': 0,
    });
    return { kubeconfig, stop: undo.run };
  });
}

/** Answers with how to stop it. What it logs is in a file that is named after it. */
function startProcess(
  program: string,
  options: Readonly<Record<string, string | number | boolean>>,
  directory: string,
): () => Promise<void> {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const log = openSync(join(directory, `${basename(program)}.log`), 'w');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

/** Those that service accounts' tokens are signed with, and the administrator's token. */
function writeKeys(directory: string) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const token = randomBytes(16).toString('hex');
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content, { mode: 0o600 });
    return join(directory, name);
  };
  return {
    token,
    publicKey: file('service-accounts.pub', publicKey),
    privateKey: file('service-accounts.key', privateKey),
    tokens: file('tokens.csv', `${token},administrator,administrator,system:masters\n`),
  };
}

function writeKubeconfig(directory: string, port: number, token: string): string {
  const path = join(directory, 'kubeconfig');
  // The server makes a certificate of its own.
  const cluster = { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster }],
    users: [{ name: 'administrator', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'administrator' } }],
    'current-context': 'here',
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}
