import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../source-files.ts';

/** An object of the API, as far as it is looked at here. */
export interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly containers?: readonly { readonly name: string; readonly image: string }[];
    readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly nodeName?: string;
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests: Readonly<Record<string, string>> };
  };
  readonly status: {
    readonly phase?: string;
    readonly expectedPods?: number;
    readonly disruptionsAllowed?: number;
  };
  /** Of an event. */
  readonly reason?: string;
  readonly message?: string;
  /** Of an EndpointSlice. */
  readonly endpoints?: readonly { readonly targetRef: { readonly name: string } }[] | null;
}

/** Kubernetes as somebody sees it who sits in a checkout, with the manual beside the keyboard. */
export interface Kubernetes {
  /** Runs a line or a block of the manual; what the server or helm warns of is an error. */
  run(command: string): Promise<string>;
  /** The same, and the error that it should end with. */
  refuses(command: string): Promise<string>;
  list(kind: string, namespace: string): Promise<readonly Item[]>;
  write(file: string, content: string): void;
}

/** What is done one after the other, and what each step proves. */
export type Steps = Readonly<Record<string, (kubernetes: Kubernetes) => Promise<void>>>;

/** A command of the manual may wait for pods that never come. */
const patienceSeconds = '120';
const maxBuffer = 2 ** 26;

export function kubernetesOf(
  programs: { readonly helm: string; readonly kubectl: string },
  kubeconfig: string,
  directory: string,
): Kubernetes {
  const [tools, checkout] = ['bin', 'checkout'].map((name) => join(directory, name)) as [string, string];
  [tools, join(checkout, 'secrets')].forEach((path) => mkdirSync(path, { recursive: true }));
  symlinkSync(join(root, 'helm'), join(checkout, 'helm'));
  for (const [name, program] of Object.entries(programs))
    if (isAbsolute(program)) symlinkSync(program, join(tools, name));
  const PATH = `${tools}${delimiter}${process.env['PATH']}`;
  const env = { ...process.env, PATH, KUBECONFIG: kubeconfig, HOME: directory };
  const run = (command: string) => runIn(checkout, env, command);
  return {
    run,
    refuses: (command) =>
      run(command).then(
        () => Promise.reject(new Error(`This was not refused: ${command}`)),
        (reason: Error) => reason.message,
      ),
    async list(kind, namespace) {
      const text = await run(`kubectl get ${kind} --namespace ${namespace} --output json`);
      return (JSON.parse(text) as { items: Item[] }).items;
    },
    write: (file, content) => writeFileSync(join(checkout, file), content),
  };
}

async function runIn(cwd: string, env: NodeJS.ProcessEnv, command: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('timeout', [patienceSeconds, 'sh', '-ec', command], {
    cwd,
    env,
    maxBuffer,
  });
  const warnings = stderr.split('\n').filter((line) => /warn/i.test(line) && !isHarmless.test(line));
  if (warnings.length > 0) throw new Error(`${command}\n${warnings.join('\n')}`);
  return stdout;
}

/** Helm remarks that the alerts are a link. */
const isHarmless = /symbolic link/;
