import type { Kubernetes } from './kubernetes.ts';

export async function namesOf(kubernetes: Kubernetes, kind: string, namespace: string): Promise<string[]> {
  const items = await kubernetes.list(kind, namespace);
  return items.map(({ metadata }) => metadata.name).toSorted(byNumber);
}

/** The pods that a service leads to. */
export async function podsBehind(
  kubernetes: Kubernetes,
  service: string,
  namespace: string,
): Promise<string[]> {
  const slices = await kubernetes.list('endpointslices', namespace);
  const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
  return own
    .flatMap(({ endpoints }) => endpoints ?? [])
    .map(({ targetRef }) => targetRef.name)
    .toSorted(byNumber);
}

/** What the container of a name runs in each pod. */
export async function imagesOf(
  kubernetes: Kubernetes,
  namespace: string,
  name: string,
): Promise<(string | undefined)[]> {
  const pods = await kubernetes.list('pods', namespace);
  return pods.map(({ spec }) => spec.containers?.find((container) => container.name === name)?.image);
}

/** What stays as it is while nobody changes anything. */
export async function state(kubernetes: Kubernetes, namespace: string): Promise<string[]> {
  const kinds = 'statefulsets,deployments,services,poddisruptionbudgets,networkpolicies,pods,pvc';
  const items = await kubernetes.list(kinds, namespace);
  return items.map(({ metadata: { name, uid, generation } }) => `${name} ${uid} ${generation ?? ''}`);
}

export async function uidsOf(kubernetes: Kubernetes, kind: string, namespace: string): Promise<string[]> {
  return (await kubernetes.list(kind, namespace)).map(({ metadata }) => metadata.uid);
}

/** The command that has a namespace admit no pod that is not `restricted`. */
export function restrict(namespace: string): string {
  const labels = ['enforce', 'warn'].map((how) => `pod-security.kubernetes.io/${how}=restricted`);
  return `kubectl label namespace ${namespace} ${labels.join(' ')}`;
}

/** Controllers say in events what the API refused them, such as pods that a namespace does not admit. */
export async function rejections(kubernetes: Kubernetes, namespace: string): Promise<void> {
  const events = await kubernetes.list('events', namespace);
  const refused = events.filter(({ reason = '' }) => reason.startsWith('Failed'));
  if (refused.length > 0) throw new Error(refused.map(({ message }) => message).join('\n'));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
