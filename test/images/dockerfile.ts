import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { root } from '../source-files.ts';

/** A line of the Dockerfile; `words` are those of a JSON form, or null where it is in a shell's form. */
export interface Step {
  readonly keyword: string;
  readonly text: string;
  readonly words: readonly string[] | null;
}

/** One image of the Dockerfile, or a stage on the way to one. */
export interface Stage {
  readonly name: string;
  /** Another stage, or a reference to a foreign image with its arguments put in. */
  readonly base: string;
  readonly steps: readonly Step[];
}

export interface Dockerfile {
  readonly args: Readonly<Record<string, string>>;
  readonly stages: ReadonlyMap<string, Stage>;
}

/** What a container is started with. */
export interface ImageSettings {
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  readonly volumes: readonly string[];
}

const dockerfilePath = join(root, 'docker/Dockerfile');

export function readDockerfile(): Dockerfile {
  const source = readFileSync(dockerfilePath, 'utf8');
  const lines = source.split('\n');
  const args: Record<string, string> = {};
  const stages = new Map<string, Stage>();
  let steps: Step[] = [];
  for (const instruction of DockerfileParser.parse(source).getInstructions()) {
    const keyword = instruction.getKeyword();
    const { start, end } = instruction.getRange();
    // The parser's own text of the arguments leaves out flags such as --from.
    const text = joined(lines.slice(start.line, end.line + 1))
      .slice(keyword.length)
      .trim();
    if (keyword === 'FROM') {
      const [base = '', , name = ''] = withArgs(text, args).split(/\s+/);
      steps = [];
      stages.set(name, { name, base, steps });
    } else if (stages.size === 0) Object.assign(args, assignments(text));
    else steps.push({ keyword, text, words: jsonWords(keyword, text) });
  }
  return { args, stages };
}

/** The stages below an image, from the lowest to itself. */
export function lineage({ stages }: Dockerfile, name: string): Stage[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...lineage({ args: {}, stages }, stage.base), stage];
}

export function imageSettings(dockerfile: Dockerfile, name: string): ImageSettings {
  const steps = lineage(dockerfile, name).flatMap((stage) => stage.steps);
  const all = (keyword: string) => steps.filter((step) => step.keyword === keyword);
  const words = (keyword: string) => all(keyword).at(-1)?.words ?? [];
  return {
    command: [...words('ENTRYPOINT'), ...words('CMD')],
    healthCheck: words('HEALTHCHECK'),
    env: Object.assign({}, ...all('ENV').map(({ text }) => assignments(text))) as Record<string, string>,
    user: all('USER').at(-1)?.text ?? 'root',
    workdir: all('WORKDIR').at(-1)?.text ?? '/',
    volumes: all('VOLUME').flatMap((step) => step.words ?? []),
  };
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/\\$/, '').trim()).join(' ');
}

/** The words of `["program", "argument"]`, also behind the flags of a health check. */
function jsonWords(keyword: string, text: string): string[] | null {
  const json = keyword === 'HEALTHCHECK' ? text.slice(text.indexOf('[')) : text;
  return json.startsWith('[') ? (JSON.parse(json) as string[]) : null;
}

/** `NAME=value NAME="value"`, over several lines. */
function assignments(text: string): Record<string, string> {
  const pairs = text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g);
  return Object.fromEntries([...pairs].map(([, name, quoted, bare]) => [name, quoted ?? bare ?? '']));
}

function withArgs(text: string, args: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => args[name] ?? '');
}
