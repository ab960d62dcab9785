import type { QueryResponse } from '@gkg/protocol';
import { findTool, formatText, isHostTool, readTextArguments, runHostTool } from '@gkg/tools';
import { defineCommand, usageError, type Command, type Invocation } from '../command.ts';
import { createGraphAccess, type ToolCall } from '../graph-access.ts';
import { createProjectHost } from '../project-host.ts';

export const query = defineCommand({
  name: 'query',
  usage: '<tool> [key=value…] [--project name | --graph file]',
  positionals: { min: 1, max: 100 },
  options: {
    project: { type: 'string', value: 'name', description: 'Name, id or directory of an indexed project.' },
    graph: { type: 'string', value: 'file', description: 'A graph file instead of an indexed project.' },
  },
  examples: [
    ['gkg query get_definition definition=QuerySet', 'where it is defined'],
    ['gkg query callers definition=QuerySet.filter depth=2', 'who calls it, and who calls those'],
    ['gkg query unused_definitions path=src --project app', 'what is never used'],
  ],
  async run(invocation, signal) {
    const { positionals, options, json, terminal } = invocation;
    const [name = '', ...words] = positionals;
    const args = readTextArguments(findTool(name), parseWords(words, this));
    const call = { tool: name, arguments: args, graph: options.graph, project: options.project };
    const response = await ask(call, invocation, signal);
    terminal.out(json ? `${JSON.stringify(response)}\n` : `${formatText(response).trimEnd()}\n`);
  },
});

async function ask(call: ToolCall, invocation: Invocation, signal: AbortSignal): Promise<QueryResponse> {
  if (isHostTool(call.tool)) {
    return runHostTool(createProjectHost(invocation), call.tool, call.arguments, signal);
  }
  const access = createGraphAccess(invocation.config);
  try {
    return await access.call(call, signal);
  } finally {
    await access.close();
  }
}

function parseWords(
  words: readonly string[],
  command: Pick<Command, 'name' | 'usage'>,
): Record<string, string> {
  const pairs = words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 1) throw usageError(command, `"${word}" is not of the form key=value.`);
    return [word.slice(0, equals), word.slice(equals + 1)] as const;
  });
  return Object.fromEntries(pairs);
}
