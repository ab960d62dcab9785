import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { namespaceScopeHeader } from '@gkg/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { serveGraph, startedWebserver, temporaryDataDir } from './test-webserver.ts';

test.each([
  ['header', '/mcp', { [namespaceScopeHeader]: '7' }],
  ['query parameter', '/mcp?namespace_id=7', {}],
])('a client whose namespace is in the %s lists and calls tools', async (_, path, headers) => {
  const { url } = await served();
  const client = await connected(`${url}${path}`, headers);
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toContain('callers');
  const result = await client.callTool({ name: 'callers', arguments: { definition: 'function_1' } });
  expect(result.isError).toBeFalsy();
  expect(JSON.stringify(result.content)).toContain('function_0');
});

test('the model cannot choose another namespace', async () => {
  const { url } = await served();
  const client = await connected(`${url}/mcp`, { [namespaceScopeHeader]: '8' });
  const asked = { name: 'repository_stats', arguments: { namespace_id: 7 } };
  expect(await client.callTool(asked)).toMatchObject({ isError: true });
  const own = await client.callTool({ name: 'repository_stats', arguments: {} });
  expect(own).toMatchObject({ isError: true, structuredContent: { code: 'unknown_namespace' } });
});

test('an error of a tool is a result that says what is allowed', async () => {
  const { url } = await served();
  const client = await connected(`${url}/mcp?namespace_id=7`, {});
  const result = await client.callTool({ name: 'callers', arguments: { depth: 'deep' } });
  expect(result).toMatchObject({ isError: true, structuredContent: { code: 'invalid_arguments' } });
});

test('a request without a namespace is refused, naming both ways to give one', async () => {
  const { url } = await served();
  const response = await fetch(`${url}/mcp`, { method: 'POST', body: '{}', headers: json });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'invalid_request',
    error: expect.stringMatching(/x-gkg-namespace-id.*namespace_id/),
  });
});

test('there are no sessions to listen to or to end', async () => {
  const { url } = await served();
  for (const method of ['GET', 'DELETE']) {
    const response = await fetch(`${url}/mcp?namespace_id=7`, { method, headers: { accept: json.accept } });
    expect(response.status).toBe(405);
    await response.body?.cancel();
  }
});

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

async function served(): Promise<{ url: string }> {
  const dataDir = await temporaryDataDir();
  const webserver = await startedWebserver(dataDir);
  await serveGraph(webserver, dataDir, 7, 'one');
  return webserver;
}

async function connected(url: string, headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return client;
}
