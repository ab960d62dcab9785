/*
 * One service as a supervised process: whoever ends it, it is started again, as an orchestrator would.
 *
 *   starting ──► ready ──► (ended) ──► starting …      until `stop`
 *
 * A life begins with the settings that `environment` answers then, so that a failpoint is armed for one
 * life. A life that ends before it is ready by its own failpoint is no defect; one that exits by itself,
 * again and again, is: `untilReady` rejects then with the end of its log.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requestJson } from '@gkg/runtime';
import { root } from '../source-files.ts';

export type ServiceName = 'coordinator' | 'proxy' | 'indexer' | 'webserver';

export interface ServiceOptions {
  readonly name: ServiceName;
  readonly url: string;
  readonly logFile: string;
  /** Before the words of its command, which it replaces itself by, as `nsenter` does. */
  readonly enter?: readonly string[];
  environment(): Readonly<Record<string, string>>;
}

/** A time, of `performance.now()`, in which nobody may rely on the service. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

const exitsInARowMax = 5;
const readyPollMs = 25;
const readyTimeoutMs = 60_000;

export class Service {
  readonly name: ServiceName;
  readonly url: string;
  /** How often its process ended, whoever did it. */
  ends = 0;
  /** How its last process exited; null after a signal. */
  lastCode: number | null = null;
  readonly outages: Outage[] = [];
  readonly #options: ServiceOptions;
  #child: ChildProcess | null = null;
  #downSince = performance.now();
  #ready = Promise.withResolvers<void>();
  #exitsInARow = 0;
  #stopping = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.url = options.url;
    this.#options = options;
  }

  start(): Promise<void> {
    this.#stopping = false;
    this.#exitsInARow = 0;
    this.#ended = this.#supervise();
    return this.untilReady();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isReady(): boolean {
    return this.#downSince === 0;
  }

  /** Resolves when it answers; anew after each end. */
  untilReady(): Promise<void> {
    return this.#ready.promise;
  }

  /** Sends a signal to its process, if there is one. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends its process at once and resolves when the next one is ready. */
  async killAndRestart(): Promise<void> {
    const before = this.ends;
    this.signal('SIGKILL');
    await this.untilEnded(before);
    await this.untilReady();
  }

  /** Resolves when its process has ended more often than `before`. */
  async untilEnded(before: number, timeoutMs = 30_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (this.ends <= before) {
      if (performance.now() > end) throw new Error(`gkg-${this.name} did not end within ${timeoutMs} ms.`);
      await delay(5);
    }
  }

  /** Resolves with its exit code, or null, when it has ended by itself; it is not started again. */
  async untilEndsItself(timeoutMs: number): Promise<number | null> {
    this.#stopping = true;
    const overdue = new Promise<never>((_, reject) => {
      const late = () => reject(new Error(`gkg-${this.name} did not end by itself within ${timeoutMs} ms.`));
      setTimeout(late, timeoutMs).unref();
    });
    await Promise.race([this.#ended, overdue]);
    return this.lastCode;
  }

  /** Ends it for good, until it is started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#stopping = true;
    // It refuses connections long before its process has ended.
    this.#noteDown();
    this.signal('SIGCONT');
    this.signal(signal);
    const overdue = setTimeout(() => this.signal('SIGKILL'), 20_000);
    await this.#ended;
    clearTimeout(overdue);
  }

  /** Whether a time has a part in which the service was down. */
  wasDown(from: number, to: number, slackMs: number): boolean {
    const now = { from: this.#downSince, to: Infinity };
    const outages = this.#downSince === 0 ? this.outages : [...this.outages, now];
    return outages.some((outage) => outage.from - slackMs <= to && from <= outage.to + slackMs);
  }

  logTail(lines = 12): string {
    return readFileSync(this.#options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  async #supervise(): Promise<void> {
    while (!this.#stopping) {
      const child = this.#spawn();
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      let isOver = false;
      void ended.then(() => (isOver = true));
      await this.#pollReady(() => isOver);
      const code = await ended;
      this.#noteEnd(code);
      if (this.#exitsInARow >= exitsInARowMax) return this.#giveUp(code);
    }
  }

  #spawn(): ChildProcess {
    const log = openSync(this.#options.logFile, 'a');
    const main = join(root, `apps/gkg-${this.name}/src/main.ts`);
    const [program, ...args] = [...(this.#options.enter ?? []), process.execPath, main];
    const child = spawn(program, args, {
      env: { ...process.env, ...this.#options.environment() },
      // The channel says nothing: it closes when this process ends, and the service then stops.
      stdio: ['ignore', 'ignore', log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    return child;
  }

  async #pollReady(isOver: () => boolean): Promise<void> {
    const end = performance.now() + readyTimeoutMs;
    while (!isOver() && performance.now() < end) {
      const answers = await requestJson(`${this.url}/health/ready`, { timeoutMs: 2000 }).then(
        () => true,
        () => false,
      );
      if (answers && !isOver()) return this.#noteReady();
      await delay(readyPollMs);
    }
  }

  #noteReady(): void {
    this.outages.push({ from: this.#downSince, to: performance.now() });
    this.#downSince = 0;
    this.#exitsInARow = 0;
    this.#ready.resolve();
  }

  #noteEnd(code: number | null): void {
    this.#child = null;
    this.lastCode = code;
    if (code !== null) this.#exitsInARow += 1;
    this.#noteDown();
    this.ends += 1;
  }

  /** One that was ready is awaited anew; who waits already for one that never was goes on waiting. */
  #noteDown(): void {
    if (this.#downSince !== 0) return;
    this.#downSince = performance.now();
    this.#ready = Promise.withResolvers();
  }

  #giveUp(code: number | null): void {
    this.#ready.promise.catch(() => undefined);
    this.#ready.reject(new Error(`gkg-${this.name} exits with ${code}, again and again:\n${this.logTail()}`));
  }
}
