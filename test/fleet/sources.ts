/*
 * What a commit of a fleet's repository holds: what every commit of ours does (test/chaos/commits.ts), and files of
 * two more languages, in which the content stands as well.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callerCount, writeSources } from '../chaos/commits.ts';
import { allQuestions, type Question } from '../chaos/questions.ts';

export function writeFleetSources(directory: string, content: number): void {
  writeSources(directory, content);
  const script = `export function page${content}(): number {\n  return ${content};\n}\n`;
  writeFileSync(join(directory, 'page.ts'), script);
  writeFileSync(
    join(directory, 'tool.go'),
    `package tool\n\nfunc Tool${content}() int {\n\treturn ${content}\n}\n`,
  );
}

/** Files and definitions beside those that every commit of ours has. */
const more = { files: 2, definitions: 2 };

export function fleetQuestions(near: number): readonly Question[] {
  const common = allQuestions(near).filter(({ tool }) => tool !== 'repository_stats');
  return [...common, statistics, namedBy(near, 'page'), namedBy(near, 'Tool')];
}

const statistics: Question = {
  tool: 'repository_stats',
  arguments: {},
  expected: (content) => {
    const callers = callerCount(content);
    return [2 + more.files, callers + 2 + more.definitions, callers];
  },
  found: ({ facts }) => [facts['nodes']?.['File'], facts['nodes']?.['Definition'], facts['edges']?.['CALLS']],
};

/** Whether a definition of the other languages is there, which only one content has. */
function namedBy(asked: number, name: 'page' | 'Tool'): Question {
  return {
    tool: 'get_definition',
    arguments: { definition: `${name}${asked}` },
    expected: (content) => (content === asked ? 1 : 0),
    found: ({ total }) => total,
  };
}
