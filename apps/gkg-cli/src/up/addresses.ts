import { formatRows } from '../format.ts';
import type { ServiceUrls } from '../server-state.ts';
import type { IndexedProject } from '../index-on-server.ts';
import { namespaceScopeHeader } from '@gkg/protocol';

/** What a client program needs to reach one project: paste it into the client's configuration. */
export function mcpClientConfiguration(urls: ServiceUrls, { project }: IndexedProject): object {
  return {
    mcpServers: {
      [`gkg-${project.name.replaceAll(/[^\w-]+/g, '-')}`]: {
        type: 'http',
        url: mcpUrl(urls),
        headers: { [namespaceScopeHeader]: String(project.namespace_id) },
      },
    },
  };
}

export function mcpUrl(urls: ServiceUrls): string {
  return `${urls.webserver}/mcp`;
}

export function queryUrl(urls: ServiceUrls, { project }: IndexedProject): string {
  return `${urls.coordinator}/api/v1/projects/${project.id}/query`;
}

export function describeAddresses(urls: ServiceUrls, projects: readonly IndexedProject[]): string {
  return [
    'Addresses\n',
    formatRows([
      ...projects.map(
        (indexed) => [`  query ${indexed.project.name}`, `POST ${queryUrl(urls, indexed)}`] as const,
      ),
      ['  projects', `${urls.coordinator}/api/v1/projects`],
      ['  MCP', mcpUrl(urls)],
      [
        '  health',
        Object.values(urls)
          .map((url) => `${url}/health/ready`)
          .join('  '),
      ],
      [
        '  metrics',
        Object.values(urls)
          .map((url) => `${url}/metrics`)
          .join('  '),
      ],
    ]),
    ...projects.slice(0, 1).map((indexed) => exampleOf(urls, indexed)),
  ].join('');
}

function exampleOf(urls: ServiceUrls, indexed: IndexedProject): string {
  const configuration = JSON.stringify(mcpClientConfiguration(urls, indexed), null, 2);
  const body = `'{"tool":"repository_stats","arguments":{}}'`;
  return [
    '\nMCP client configuration',
    configuration,
    '\nTry',
    `  curl -s -H 'content-type: application/json' -d ${body} ${queryUrl(urls, indexed)}`,
    '',
  ].join('\n');
}
