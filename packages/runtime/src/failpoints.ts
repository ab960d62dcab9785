/*
 * Named places at which a process can be made to fail on purpose, to test what a failure there leaves
 * behind. They are set by GKG_FAILPOINTS, `name=action[@nth]` separated by `;` or `,`: with `@nth` the
 * action happens at the nth time that a process comes by, without it each time.
 *
 *   kill    SIGKILL to the own process
 *   stop    SIGSTOP to the own process; whoever sent it goes on with SIGCONT
 *   error   an error of kind `internal` is thrown
 *
 * What is set belongs to a process, as its signals do, and is set once, at its start. Where nothing is set
 * a failpoint costs one comparison.
 */
import { GkgError } from '@gkg/protocol';
import type { Logger } from './logger.ts';

/** Every failpoint, in the order in which a graph comes by, with the process that it is in. */
const places = {
  'fetch.before': ['gkg-proxy', 'before a repository is fetched'],
  'fetch.after': ['gkg-proxy', 'a repository was fetched, the indexer was not asked'],
  scan: ['job', 'before files are listed'],
  parse: ['job', 'before the first file is parsed'],
  resolve: ['job', 'files are parsed, edges are not resolved'],
  load: ['job', 'before rows are loaded into a new database'],
  checkpoint: ['job', 'rows are loaded, the database has no checkpoint'],
  'stage.before': ['job', 'the graph file is complete, its manifest is missing'],
  'stage.after': ['job', 'graph file and manifest are staged, the indexer does not know'],
  'notify.before': ['gkg-indexer', 'before the webserver is asked to serve a staged graph'],
  'verify.before': ['gkg-webserver', 'asked to serve a staged graph, which was not looked at'],
  'verify.after': ['gkg-webserver', 'a staged graph was found to be whole'],
  'rename.after': ['gkg-webserver', 'a version is in its place, no link names it'],
  open: ['graph process', 'before a graph is opened'],
  'accept.after': ['gkg-webserver', 'a version was opened, no link names it'],
  'link.before': ['gkg-webserver', 'the new link is written, and not in the place of the old one'],
  'link.after': ['gkg-webserver', 'the new link is in the place of the old one'],
  reopen: ['gkg-webserver', 'before queries are sent to the new version'],
  drain: ['gkg-webserver', 'queries are sent to the new version, the old one is open'],
  'retire.before': ['gkg-webserver', 'the old version is closed and not removed'],
  'retire.after': ['gkg-webserver', 'the old version is removed, the indexer has no answer'],
  'notify.after': ['gkg-indexer', 'the webserver has answered'],
  acknowledge: ['gkg-indexer', 'before a job whose graph is served is said to have ended'],
  'fetch.release': ['gkg-proxy', 'the job has ended, the fetched working tree is not removed'],
  'callback.before': ['gkg-proxy', 'a task has ended, its callback is not on disk'],
  'callback.after': ['gkg-proxy', 'a callback is on disk and not sent'],
  'callback.accepted': ['gkg-proxy', 'a callback was accepted and is not removed'],
  'aside.before': ['gkg-webserver', 'the reason is written, an invalid graph is not set aside'],
  'aside.after': ['gkg-webserver', 'an invalid graph is set aside, its link names nothing'],
  'drop.before': ['gkg-webserver', 'before the link of a graph that is dropped is renamed'],
  'drop.after': ['gkg-webserver', 'the link is renamed, the graph is open'],
  'drop.drained': ['gkg-webserver', 'the dropped graph is closed and not removed'],
  'drop.removed': ['gkg-webserver', 'the dropped graph is removed, nobody has an answer'],
} as const satisfies Record<string, readonly [process: string, place: string]>;

export type Failpoint = keyof typeof places;

const actions = ['kill', 'stop', 'error'] as const;

interface Failure {
  readonly action: (typeof actions)[number];
  /** At which time; 0 for each. */
  readonly nth: number;
  times: number;
}

let armed: Map<Failpoint, Failure> | undefined;

/** What is to fail in this process, from the text of the setting; an empty text disarms. */
export function armFailpoints(text: string, logger?: Logger): void {
  const failures = parseFailpoints(text);
  if (failures === undefined) throw new GkgError('config_invalid', 'GKG_FAILPOINTS cannot be read.');
  armed = failures.size === 0 ? undefined : failures;
  if (armed !== undefined)
    logger?.warn({ failpoints: text }, 'failpoints are armed: this process fails on purpose');
}

/** Fails here if it was asked for. */
export function failpoint(name: Failpoint): void {
  if (armed !== undefined) come(name, armed.get(name));
}

/** One row a failpoint, for the documentation. */
export function failpointTable(): readonly { name: string; process: string; place: string }[] {
  return Object.entries(places).map(([name, [process, place]]) => ({ name, process, place }));
}

/** The failures that a text asks for; undefined when it is not of the documented form. */
export function parseFailpoints(text: string): Map<Failpoint, Failure> | undefined {
  const parts = text
    .split(/[;,]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const failures = parts.map(parseFailure).filter((failure) => failure !== undefined);
  return failures.length === parts.length ? new Map(failures) : undefined;
}

function parseFailure(part: string): [Failpoint, Failure] | undefined {
  const match = /^(?<name>[\w.]+)=(?<action>\w+)(?:@(?<nth>[1-9]\d{0,8}))?$/.exec(part);
  const { name = '', action, nth = '0' } = match?.groups ?? {};
  const known = actions.find((one) => one === action);
  if (!Object.hasOwn(places, name) || known === undefined) return undefined;
  return [name as Failpoint, { action: known, nth: Number(nth), times: 0 }];
}

function come(name: Failpoint, failure: Failure | undefined): void {
  if (failure === undefined) return;
  failure.times += 1;
  if (failure.nth !== 0 && failure.nth !== failure.times) return;
  if (failure.action === 'error') throw new GkgError('internal', `Failpoint ${name} was asked to fail.`);
  process.kill(process.pid, failure.action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}
