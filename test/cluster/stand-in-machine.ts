import { setTimeout as delay } from 'node:timers/promises';
import { requestJson } from '@gkg/runtime';
import type { Item } from './kubernetes.ts';

const roundMs = 300;
const timeoutMs = 10_000;

/**
 * What a scheduler, a machine and its storage would do: every pod is bound, runs and is ready, with an address of its
 * own; it is gone when it is told to stop; and every claim gets the volume that it asks for. Nothing is executed.
 */
export function standInForMachine(url: string): { stop(): Promise<void> } {
  const list = async (path: string) =>
    ((await requestJson(`${url}/api/v1/${path}`, { timeoutMs })) as { items: Item[] }).items;
  let isOn = true;
  let addresses = 0;
  const rounds = (async () => {
    await send(`${url}/api/v1/nodes`, 'POST', machine);
    for (; isOn; await delay(roundMs)) {
      for (const pod of await list('pods')) await doNext(url, pod, () => `10.0.0.${(addresses += 1)}`);
      for (const claim of await list('persistentvolumeclaims'))
        if (claim.spec.volumeName === undefined)
          await send(`${url}/api/v1/persistentvolumes`, 'POST', volumeFor(claim));
    }
  })();
  // Told of when it is stopped: what waits for a pod meanwhile ends by itself.
  void rounds.catch(() => undefined);
  return {
    async stop() {
      isOn = false;
      await rounds;
    },
  };
}

async function doNext(url: string, { metadata, spec, status }: Item, address: () => string): Promise<void> {
  const pod = `${url}/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
  if (metadata.deletionTimestamp !== undefined) await send(pod, 'DELETE', { gracePeriodSeconds: 0 });
  else if (spec.nodeName === undefined) await send(`${pod}/binding`, 'POST', bindingOf(metadata.name));
  else if (status.phase === 'Pending') await send(`${pod}/status`, 'PATCH', { status: runningAt(address()) });
}

const machine = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'machine' } };

function bindingOf(name: string): object {
  const target = { apiVersion: 'v1', kind: 'Node', name: machine.metadata.name };
  return { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
}

function runningAt(podIP: string): object {
  const lastTransitionTime = new Date().toISOString();
  const conditions = ['Ready', 'ContainersReady'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime,
  }));
  return { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions };
}

function volumeFor({ metadata: { name, namespace, uid }, spec }: Item): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `volume-${uid}` },
    spec: {
      capacity: spec.resources?.requests,
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName,
      claimRef: { kind: 'PersistentVolumeClaim', name, namespace, uid },
      hostPath: { path: '/nowhere' },
    },
  };
}

/** A volume that is there already, or a pod that is gone meanwhile, is right too. */
async function send(url: string, method: string, body: object): Promise<void> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const response = await fetch(url, {
    method,
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  });
  if (!response.ok && ![404, 409].includes(response.status))
    throw new Error(`${method} ${url}: ${await response.text()}`);
}
