/**
 * The child that is sent to now, and the ones whose place it has taken.
 *
 * The first child is started at once, so that no call pays for it, and another when it dies; after one that died before
 * it had answered anything, only when something is to be sent.
 *
 * A child whose memory has grown beyond `residentBytesMax` is replaced: a fresh one gets what comes next, and
 * the old one is ended when its last call is answered. One that is younger than `replaceAfterMs` is kept: if it could
 * not stay within its budget for so long, the next one could not either, and it would only be replaced at every
 * answer.
 */
import type { Logger } from '@gkg/runtime';
import { startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import type { ProcessAnswer, ProcessLoad, ProcessSettings } from './process-messages.ts';

export interface SuccessionOptions {
  /** The module that the process runs; it calls `serveGraphs`. */
  readonly entry: string | URL;
  readonly settings: ProcessSettings;
  readonly residentBytesMax: number;
  readonly replaceAfterMs: number;
  readonly graceMs: number;
  readonly logger: Logger;
  /** A fresh process has taken the place of another. */
  onReplaced(): void;
}

export interface SuccessionEvents {
  onAnswer(child: Child, answer: ProcessAnswer): void;
  onExit(child: Child, reason: string): void;
}

const noLoad: ProcessLoad = { openGraphs: 0, expectedBytes: 0, residentBytes: 0 };

export class ChildSuccession {
  readonly #options: SuccessionOptions;
  readonly #events: SuccessionEvents;
  readonly #retiring = new Set<Child>();
  #present: Child | null;
  #startedAt = 0;
  #load = noLoad;
  /** Whether the present child has ever answered. */
  #hasAnswered = false;
  #isClosing = false;

  constructor(options: SuccessionOptions, events: SuccessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#present = this.#start();
  }

  get present(): Child | null {
    return this.#present;
  }

  /** Of the present child, as it said with its last answer. */
  get load(): ProcessLoad {
    return this.#load;
  }

  /** The present child, started if there is none. */
  take(): Child {
    return (this.#present ??= this.#start());
  }

  noteAnswer(child: Child, load: ProcessLoad): void {
    if (child !== this.#present) return;
    this.#hasAnswered = true;
    this.#load = load;
    if (load.residentBytes > this.#options.residentBytesMax) this.#retire(child);
  }

  noteDeath(child: Child): void {
    if (child !== this.#present) return;
    this.#present = null;
    if (this.#hasAnswered) this.#replace();
  }

  /** Whether the child that died had been replaced already. */
  buryRetired(child: Child): boolean {
    return this.#retiring.delete(child);
  }

  endRetired(isIdle: (child: Child) => boolean): void {
    for (const child of this.#retiring) if (isIdle(child)) void child.end(this.#options.graceMs);
  }

  replaceNoMore(): void {
    this.#isClosing = true;
  }

  async end(): Promise<void> {
    if (this.#present !== null) this.#retiring.add(this.#present);
    this.#present = null;
    await Promise.all([...this.#retiring].map((child) => child.end(this.#options.graceMs)));
  }

  #start(): Child {
    this.#hasAnswered = false;
    this.#startedAt = performance.now();
    this.#load = noLoad;
    const child = startChild(this.#options.entry, this.#options.settings, {
      onAnswer: (answer) => this.#events.onAnswer(child, answer),
      onExit: (reason) => this.#events.onExit(child, reason),
    });
    return child;
  }

  #retire(child: Child): void {
    if (performance.now() - this.#startedAt < this.#options.replaceAfterMs) return;
    const facts = { ...this.#load, child_pid: child.pid };
    this.#options.logger.info(facts, 'graph process replaced for its memory');
    this.#retiring.add(child);
    this.#present = null;
    this.#replace();
  }

  #replace(): void {
    if (this.#isClosing) return;
    this.#present = this.#start();
    this.#options.onReplaced();
  }
}
