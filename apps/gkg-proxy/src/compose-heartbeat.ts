import { availableParallelism } from 'node:os';
import { codeGraphSchemaVersion } from '@gkg/ontology';
import type { HeartbeatRequest } from '@gkg/protocol';
import packageManifest from '../package.json' with { type: 'json' };
import { diskFigures } from './disk-figures.ts';

export interface NodeDescription {
  readonly dataDir: string;
  readonly proxyUrl: string;
  readonly nodeName: string;
}

/** Every field that Rails reads, with the literal dots of its keys. */
export async function composeHeartbeat(node: NodeDescription, taskCount: number): Promise<HeartbeatRequest> {
  const disk = await diskFigures(node.dataDir);
  return {
    'node.url': node.proxyUrl,
    'node.search_url': node.proxyUrl,
    'node.name': node.nodeName,
    'disk.all': disk.all,
    'disk.used': disk.used,
    'disk.indexed': disk.indexed,
    'node.task_count': taskCount,
    'node.concurrency': availableParallelism(),
    'node.version': packageManifest.version,
    'node.schema_version': codeGraphSchemaVersion,
    'node.services': ['knowledge_graph'],
    'node.knowledge_graph_schema_version': codeGraphSchemaVersion,
  };
}
