import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { CallToolResult, Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { errorBody, errorPolicies, toGkgError } from '@gkg/protocol';
import type { QueryResponse } from '@gkg/protocol';
import { tokensDefault } from './arguments.ts';
import { tools } from './catalogue.ts';
import { tokensOf } from './fit.ts';
import { formatText } from './format-text.ts';
import { instructions as defaultInstructions } from './instructions.ts';
import { inputSchema } from './text-arguments.ts';
import type { Tool } from './tool.ts';

/** Which project a call is about; only where the host lets the model choose. */
export interface McpCall {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly project?: string;
}

export interface McpOptions {
  /** Runs a tool in the scope of this connection. */
  call(call: McpCall, signal: AbortSignal): Promise<QueryResponse>;
  /**
   * Several projects of one user: offers `list_projects`, `index_project` and an argument `project`.
   * Without it the connection's scope says which project is meant, and the model has no say.
   */
  readonly manyProjects?: boolean;
  /** `index_project` too; needs `manyProjects`. */
  readonly mayIndex?: boolean;
  readonly instructions?: string;
  readonly version?: string;
}

/**
 * The tools as an MCP server, for any transport; one server for one connection. An error of a tool is
 * a result that the model can read and act on, never a failure of the protocol.
 */
export function createMcpServer(options: McpOptions): Server {
  const server = new Server(
    { name: 'gkg', title: 'Code graph', version: options.version ?? '0.1.0' },
    { capabilities: { tools: {} }, instructions: options.instructions ?? defaultInstructions },
  );
  const offered = tools.filter((tool) => isOffered(tool, options)).map((tool) => describeTool(tool, options));
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: offered }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { project, rest } = splitProject(params.arguments ?? {}, options);
    try {
      const call = { tool: params.name, arguments: rest, ...(project === undefined ? {} : { project }) };
      return toolResult(await options.call(call, signal), rest);
    } catch (thrown) {
      return errorResult(thrown);
    }
  });
  return server;
}

function isOffered(tool: Tool, options: McpOptions): boolean {
  if (tool.asks === 'graph') return true;
  if (options.manyProjects !== true) return false;
  return tool.name !== 'index_project' || options.mayIndex === true;
}

const projectSchema = {
  type: 'string',
  maxLength: 1000,
  description:
    'Name, id or directory of the project, as list_projects shows it. Default: the only one there is.',
};

function describeTool(tool: Tool, options: McpOptions): McpTool {
  const schema = inputSchema(tool) as McpTool['inputSchema'];
  const choosable = tool.asks === 'graph' && options.manyProjects === true;
  const properties = { ...schema.properties, ...(choosable ? { project: projectSchema } : {}) };
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: { ...schema, properties },
    annotations: { readOnlyHint: tool.name !== 'index_project', openWorldHint: false, idempotentHint: true },
  };
}

function splitProject(args: Record<string, unknown>, options: McpOptions) {
  if (options.manyProjects !== true || typeof args['project'] !== 'string') return { rest: args };
  const { project, ...rest } = args;
  return { project, rest };
}

/** Text always; the same as structure where it is not larger than what the caller has tokens for. */
function toolResult(response: QueryResponse, args: Record<string, unknown>): CallToolResult {
  const json = JSON.stringify(response);
  const text = args['format'] === 'json' ? json : formatText(response);
  const tokensMax = typeof args['max_tokens'] === 'number' ? args['max_tokens'] : tokensDefault;
  return {
    content: [{ type: 'text', text }],
    ...(tokensOf(json) <= tokensMax ? { structuredContent: { ...response } } : {}),
  };
}

function errorResult(thrown: unknown): CallToolResult {
  const error = toGkgError(thrown);
  const { remedy } = errorPolicies[error.kind];
  return {
    isError: true,
    content: [{ type: 'text', text: `${error.message} (${error.kind}) ${remedy}` }],
    structuredContent: { ...errorBody(error), remedy },
  };
}
