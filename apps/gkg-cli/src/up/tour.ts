import type { QueryResponse } from '@gkg/protocol';
import { formatText } from '@gkg/tools';
import { createCoordinatorClient } from '../coordinator-client.ts';
import type { TokenConfig } from '../coordinator-token.ts';
import type { IndexedProject } from '../index-on-server.ts';
import type { ServiceUrls } from '../server-state.ts';

const rowsShown = 3;
const lineCharactersMax = 140;

/**
 * A few real answers about a project that was just indexed: of its most called function, where it is
 * defined and who calls it; and what is never used. They take the way of every query.
 */
export async function tour(
  urls: ServiceUrls,
  { project }: IndexedProject,
  config: TokenConfig,
  signal: AbortSignal,
): Promise<string> {
  const client = createCoordinatorClient(urls.coordinator, config);
  const ask = (tool: string, args: object) => client.query(project.id, tool, args, signal);
  const definition = mostCalled(
    await ask('most_used_definitions', { by: 'calls', kinds: ['function', 'method'], limit: 1 }),
  );
  const questions: (readonly [question: string, tool: string, args: object])[] = [
    ...(definition === null
      ? []
      : ([
          [`Where is ${definition} defined?`, 'get_definition', { definition, limit: 1 }],
          [`Who calls it?`, 'callers', { definition, limit: rowsShown }],
        ] as const)),
    ['What is never used?', 'unused_definitions', { limit: rowsShown }],
  ];
  const answers: string[] = [];
  for (const [question, tool, args] of questions) {
    answers.push(`${question}\n${indented(formatText(await ask(tool, args)))}\n`);
  }
  return `\n${project.name}\n\n${answers.join('\n')}\n`;
}

/** The id of the first row; null in a project in which nothing calls anything. */
function mostCalled({ result }: QueryResponse): string | null {
  const { rows } = result as { rows?: readonly { readonly id?: unknown }[] };
  const id = rows?.[0]?.id;
  return typeof id === 'string' ? id : null;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line.length > lineCharactersMax ? `${line.slice(0, lineCharactersMax)}…` : line))
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
