/*
 * A client that asks at a steady rate, whatever the answers do, and judges every one of them:
 *
 * - wrong:  it does not fit the commit that it names, or that commit is older than one which had been
 *           acknowledged before the question was sent, or it was never submitted.
 * - failed: there was no answer. Whether that was allowed is decided at the end, when it is known from when
 *           to when services were down.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { toGkgError } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import type { Ledger } from './ledger.ts';
import { allQuestions, commitOf, faultOf, type Answer, type Question } from './questions.ts';
import type { Random } from './random.ts';

export interface Failure {
  readonly namespaceId: number;
  readonly tool: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export interface LoadClientOptions {
  readonly ledger: Ledger;
  readonly namespaces: readonly number[];
  readonly random: Random;
  readonly perSecond: number;
  readonly timeoutMs?: number;
  /** Asks one question; the default posts it to a webserver. */
  ask(namespaceId: number, question: Question, timeoutMs: number): Promise<Answer>;
  onWrong(fault: string): void;
  /** What may be asked, when the newest commit has this content. */
  readonly questions?: (near: number) => readonly Question[];
  /** Replicas answer at a commit of theirs: one older than what was acknowledged is counted, and not wrong. */
  readonly isOlderRight?: boolean;
}

export interface LoadClient {
  readonly failures: readonly Failure[];
  readonly counts: { asked: number; right: number; older: number; wrong: number };
  /** The longest time between two right answers. */
  longestGapMs(): number;
  slowestMs(): number;
  /** Waits for the answers that are under way. */
  stop(): Promise<void>;
}

const underWayMax = 2000;

export function startLoadClient(options: LoadClientOptions): LoadClient {
  const state = { asked: 0, right: 0, older: 0, wrong: 0 };
  const questions = options.questions ?? allQuestions;
  const failures: Failure[] = [];
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const times = { lastRight: performance.now(), longestGapMs: 0, slowestMs: 0 };

  const noteRight = (from: number) => {
    const now = performance.now();
    state.right += 1;
    times.longestGapMs = Math.max(times.longestGapMs, now - times.lastRight);
    times.slowestMs = Math.max(times.slowestMs, now - from);
    times.lastRight = now;
  };
  const ask = async (namespaceId: number) => {
    const { ledger, random } = options;
    const acknowledged = ledger.acknowledged(namespaceId);
    const question = random.pick(questions(ledger.newest(namespaceId)?.content ?? 0));
    const from = performance.now();
    state.asked += 1;
    try {
      const answer = await options.ask(namespaceId, question, options.timeoutMs ?? 30_000);
      const isOlder = options.isOlderRight === true && commitOf(answer).number < acknowledged;
      if (isOlder) state.older += 1;
      const oldest = isOlder ? 0 : acknowledged;
      const fault = faultOf(question, namespaceId, answer) ?? staleness(answer, oldest, ledger);
      if (fault === null) return noteRight(from);
      state.wrong += 1;
      options.onWrong(fault);
    } catch (thrown) {
      const { kind, message } = toGkgError(thrown);
      failures.push({ namespaceId, tool: question.tool, kind, message, from, to: performance.now() });
    }
  };
  const asking = (async () => {
    let due = performance.now();
    while (!stopping.signal.aborted) {
      if (underWay.size < underWayMax) {
        const asked = ask(options.random.pick(options.namespaces));
        underWay.add(asked);
        void asked.finally(() => underWay.delete(asked));
      }
      due += 1000 / options.perSecond;
      const waitMs = due - performance.now();
      // Also when it is behind, others get their turn.
      await delay(Math.max(0, waitMs), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    failures,
    counts: state,
    longestGapMs: () => Math.round(times.longestGapMs),
    slowestMs: () => Math.round(times.slowestMs),
    async stop() {
      stopping.abort();
      await asking;
      await Promise.all(underWay);
    },
  };
}

/** Acknowledged is what was so before the question was sent; what is newer now may be seen, too. */
function staleness(answer: Answer, acknowledged: number, ledger: Ledger): string | null {
  const { namespaceId, number } = commitOf(answer);
  if (number < acknowledged)
    return `${namespaceId} is answered at commit ${number}, after ${acknowledged} was acknowledged`;
  if (number > ledger.submitted(namespaceId))
    return `${namespaceId} is answered at commit ${number}, which was never submitted`;
  return null;
}

export async function askWebserver(
  url: string,
  namespaceId: number,
  question: Question,
  timeoutMs: number,
): Promise<Answer> {
  const body = queryBody(namespaceId, question);
  return (await requestJson(`${url}${queryPath}`, { body, timeoutMs })) as Answer;
}

export const queryPath = '/api/v1/query';

/** A question as a webserver takes it. */
export function queryBody(namespaceId: number, { tool, arguments: given }: Question): object {
  return { namespace_id: namespaceId, tool, arguments: given };
}
