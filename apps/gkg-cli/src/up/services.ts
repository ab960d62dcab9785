import type { Config } from '@gkg/runtime';
import type { ServiceUrls } from '../server-state.ts';

export type ServiceName = keyof ServiceUrls;

export interface ServiceSpec {
  readonly name: ServiceName;
  /** Its composition root: apps are started, never imported. */
  readonly entry: URL;
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/** In the order in which they are stopped: the edge first, what it relies on last. */
export function serviceSpecs(config: Config): ServiceSpec[] {
  return [
    spec('proxy', config.proxyHost, config.proxyPort),
    spec('coordinator', config.coordinatorHost, config.coordinatorPort),
    spec('indexer', config.indexerHost, config.indexerPort),
    spec('webserver', config.webserverHost, config.webserverPort),
  ];
}

function spec(name: ServiceName, host: string, port: number): ServiceSpec {
  const address = host.includes(':') ? `[${host}]` : host;
  const entry = new URL(`../../../gkg-${name}/src/main.ts`, import.meta.url);
  return { name, entry, host, port, url: `http://${address}:${port}` };
}

export function serviceUrls(specs: readonly ServiceSpec[]): ServiceUrls {
  const entries = specs.map(({ name, url }) => [name, url] as const);
  return Object.fromEntries(entries) as ServiceUrls;
}
