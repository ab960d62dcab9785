/**
 * The two ways to a graph that `gkg query` and `gkg mcp` share: through the server that runs on the data
 * directory, as every other client, or straight from a graph file. Which one is decided anew for each call,
 * since a server may start or stop, and a project be indexed again, while an MCP client stays connected. The
 * one file that is open is kept open; calls to files take turns, so that none is closed under another.
 */
import { bufferPoolBytes, openGraph, type Graph } from '@gkg/graph-store';
import { GkgError, type Manifest, type QueryResponse } from '@gkg/protocol';
import type { Config } from '@gkg/runtime';
import { createDirectoryReader, runTool } from '@gkg/tools';
import { createCoordinatorClient, toNamedProject } from './coordinator-client.ts';
import { graphFileOf } from './graph-file.ts';
import { readGraphManifest } from './graph-manifest.ts';
import { selectProject } from './select-project.ts';
import { readServerState, type ServerState } from './server-state.ts';

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly graph: string | undefined;
  readonly project: string | undefined;
}

export interface GraphAccess {
  call(call: ToolCall, signal: AbortSignal): Promise<QueryResponse>;
  close(): Promise<void>;
}

interface OpenFile {
  readonly file: string;
  readonly manifest: Manifest;
  readonly graph: Graph;
}

export function createGraphAccess(config: Config): GraphAccess {
  let open: OpenFile | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function openFile(file: string): Promise<OpenFile> {
    if (open?.file === file) return open;
    const manifest = await readGraphManifest(file);
    await open?.graph.close();
    open = null;
    const sizes = { bytesMin: config.bufferPoolBytesMin, bytesMax: config.bufferPoolBytesMax };
    const poolBytes = bufferPoolBytes(manifest.graph_bytes, sizes);
    open = { file, manifest, graph: await openGraph(file, { bufferPoolBytes: poolBytes }) };
    return open;
  }

  async function callFile(call: ToolCall, signal: AbortSignal): Promise<QueryResponse> {
    signal.throwIfAborted();
    const { graph, manifest } = await openFile(await graphFileOf(call, config.dataDir));
    const source = createDirectoryReader(manifest.source);
    const limits = { timeoutMs: config.queryTimeoutMs, rowsMax: config.answerRowsMax, source };
    return runTool(graph, manifest, call.tool, call.arguments, limits, signal);
  }

  return {
    async call(call, signal) {
      const server = call.graph === undefined ? await readServerState(config.dataDir) : null;
      const answer = server === null ? null : await callServer(server, config, call, signal);
      if (answer !== null) return answer;
      const result = turn.then(() => callFile(call, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    async close() {
      await turn;
      await open?.graph.close();
    },
  };
}

/** Null when the server does not know the project; its graph may still lie in the data directory. */
async function callServer(
  server: ServerState,
  config: Config,
  call: ToolCall,
  signal: AbortSignal,
): Promise<QueryResponse | null> {
  const client = createCoordinatorClient(server.urls.coordinator, config);
  const projects = (await client.projects(signal)).map(toNamedProject);
  const id = projectId(projects, call.project);
  return id === null ? null : client.query(id, call.tool, call.arguments, signal);
}

function projectId(projects: Parameters<typeof selectProject>[0], wanted: string | undefined): number | null {
  try {
    return selectProject(projects, wanted, process.cwd()).id;
  } catch (error) {
    if (error instanceof GkgError && error.kind === 'unknown_project') return null;
    throw error;
  }
}
