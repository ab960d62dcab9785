import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GitalyStandIn, GitalyStandInOptions, SeenCall } from './gitaly-stand-in.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** What the parent says to the process of a stand-in, by which each is answered. */
export type GitalyOrder =
  | { readonly order: 'start'; readonly options: Omit<GitalyStandInOptions, 'tls'> }
  | { readonly order: 'misbehave'; readonly rule: Misbehaviour }
  | { readonly order: 'behave' }
  | { readonly order: 'calls' };

export type GitalyAnswer =
  { readonly address: string } | { readonly calls: readonly SeenCall[] } | { readonly done: true };

export interface GitalyProcess extends Pick<GitalyStandIn, 'address'> {
  readonly process: ChildProcess;
  misbehave(rule: Misbehaviour): Promise<void>;
  behave(): Promise<void>;
  calls(): Promise<readonly SeenCall[]>;
  /** At once, as a crash is. */
  kill(): Promise<void>;
}

/** The stand-in in a process of its own: it can be killed, and does not share the time of who asks it. */
export async function launchGitaly(options: Omit<GitalyStandInOptions, 'tls'>): Promise<GitalyProcess> {
  const child = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), { stdio: 'inherit' });
  const ask = async (order: GitalyOrder): Promise<GitalyAnswer> => {
    const answered = once(child, 'message') as Promise<[GitalyAnswer]>;
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The stand-in has ended.')));
    child.send(order);
    const [answer] = await Promise.race([answered, ended]);
    return answer;
  };
  const started = await ask({ order: 'start', options });
  return {
    address: 'address' in started ? started.address : '',
    process: child,
    misbehave: async (rule) => void (await ask({ order: 'misbehave', rule })),
    behave: async () => void (await ask({ order: 'behave' })),
    async calls() {
      const answer = await ask({ order: 'calls' });
      return 'calls' in answer ? answer.calls : [];
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
