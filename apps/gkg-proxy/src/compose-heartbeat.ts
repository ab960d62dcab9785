import { availableParallelism } from 'node:os';
import { codeGraphSchemaVersion } from '@gkg/ontology';
import type { HeartbeatRequest, NodeService } from '@gkg/protocol';
import packageManifest from '../package.json' with { type: 'json' };
import type { DiskFigures } from './disk-figures.ts';

export interface NodeDescription {
  readonly proxyUrl: string;
  readonly searchUrl: string;
  readonly nodeName: string;
  readonly services: readonly NodeService[];
}

/** Every field that Rails reads, with the literal dots of its keys. */
export function composeHeartbeat(
  node: NodeDescription,
  disk: DiskFigures,
  taskCount: number,
): HeartbeatRequest {
  return {
    'node.url': node.proxyUrl,
    'node.search_url': node.searchUrl,
    'node.name': node.nodeName,
    'disk.all': disk.all,
    'disk.used': disk.used,
    'disk.indexed': disk.indexed,
    'node.task_count': taskCount,
    'node.concurrency': availableParallelism(),
    'node.version': packageManifest.version,
    'node.schema_version': codeGraphSchemaVersion,
    'node.services': [...node.services],
    'node.knowledge_graph_schema_version': codeGraphSchemaVersion,
  };
}
