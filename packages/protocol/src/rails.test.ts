import { expect, test } from 'vitest';
import { deleteGraphPayload, heartbeatRequest, heartbeatResponse, indexGraphPayload } from './rails.ts';

const callback = { name: 'index_graph', payload: { task_id: 5, service_type: 'knowledge_graph' } };

test.each([
  ['10s', 10_000],
  ['500ms', 500],
  ['5400s', 5_400_000],
  ['1.5s', 1500],
  ['2m', 120_000],
])('reads a pull frequency of %s', (pull_frequency, expected) => {
  expect(heartbeatResponse.parse({ id: 1, pull_frequency }).pull_frequency).toBe(expected);
});

test.each(['', '10', 's', '-1s', '10 s', '1e9s', '10d'])('refuses the duration "%s"', (pull_frequency) => {
  expect(heartbeatResponse.safeParse({ id: 1, pull_frequency }).success).toBe(false);
});

test('keeps unknown fields of a callback, since they are echoed verbatim', () => {
  const payload = { ...callback.payload, added_later: { deep: [1] } };
  const parsed = deleteGraphPayload.parse({ NamespaceId: 7, Callback: { name: 'x', payload } });
  expect(parsed.Callback.payload).toEqual(payload);
});

test('accepts an index task of a project without a repository', () => {
  const task = indexGraphPayload.parse({ NamespaceId: 7, RepoId: 3, Callback: callback, Timeout: '5400s' });
  expect(task.GitalyConnectionInfo).toBeUndefined();
});

test('reads a heartbeat from a form, where every value is text', () => {
  const body = { 'node.url': 'http://n', 'node.name': 'n', 'disk.all': '994662584320', 'disk.used': '1' };
  expect(heartbeatRequest.parse(body)['disk.all']).toBe(994_662_584_320);
});
