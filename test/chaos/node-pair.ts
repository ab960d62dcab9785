/** Two nodes on one data directory, of which a relay decides who is asked. */
import { createNode, type Node } from './node.ts';
import type { Relay } from './relay.ts';
import type { Run } from './run.ts';

export interface NodePair {
  readonly first: Node;
  /** On the same data directory, at other addresses; its services are started as successors only. */
  readonly second: Node;
  readonly relay: Relay;
  /** Failpoints of the first one's services, each for its next life. */
  readonly armed: Record<'indexer' | 'webserver', string>;
}

export async function createNodePair(
  run: Run,
  relay: Relay,
  settings: Readonly<Record<string, string>>,
): Promise<NodePair> {
  const armed = { indexer: '', webserver: '' };
  const nextLife = (name: keyof typeof armed) => {
    const failpoints = armed[name];
    armed[name] = '';
    return { GKG_FAILPOINTS: failpoints };
  };
  const webserverUrl = relay.url;
  const first = await createNode(run, { settings, webserverUrl, nextLife });
  const { dataDir, ledger } = first;
  const second = await createNode(run, { settings, webserverUrl, dataDir, ledger });
  relay.target = first.webserver.url;
  return { first, second, relay, armed };
}
