/**
 * The calls of a graph process that are not sent yet. They wait in the `line` (bounded, over all and for each
 * namespace; a full one refuses), in which namespaces, and in each those who ask, take turns; or `first`, before the
 * line, where second attempts and the pool's own work are. The pool's own work waits for nobody, so the bounds of
 * what runs are not for it. While a namespace is on trial (graph-process.ts), only its second attempts go.
 */
import { createFairLine } from './fair-line.ts';
import { full, isTried } from './process-call.ts';
import type { Call, Work } from './process-call.ts';

export interface CallBounds {
  readonly waitingMax: number;
  readonly namespaceWaitingMax: number;
  readonly runningMax: number;
  readonly namespaceRunningMax: number;
}

export interface WaitingCalls {
  /** Throws `overloaded` when there is no place in the line for one more. */
  refuse(work: Work): void;
  add(call: Call): void;
  /** Second attempts, before all others. */
  addAgain(calls: readonly Call[]): void;
  /** Takes a call away without its turn; false when it does not wait. */
  remove(call: Call): boolean;
  /** The call that may be sent next, given what runs and which namespace is on trial. */
  take(running: ReadonlyMap<number, Call>, trial: number | null): Call | null;
  /** Whether there is such a call before the line. */
  hasFirst(isMeant: (call: Call) => boolean): boolean;
  size(): number;
  clear(): Call[];
}

export function createWaitingCalls(bounds: CallBounds): WaitingCalls {
  const { waitingMax, namespaceWaitingMax, runningMax, namespaceRunningMax } = bounds;
  const line = createFairLine<Call>();
  let first = new Set<Call>();

  const takeFirst = (isFull: boolean, trial: number | null): Call | null => {
    for (const call of first) {
      const mayGo = trial === null ? call.work.caller === null || !isFull : !isFull && isTried(call, trial);
      if (!mayGo) continue;
      first.delete(call);
      return call;
    }
    return null;
  };

  return {
    refuse({ namespaceId, caller }) {
      if (caller === null) return;
      if (line.sizeOf(namespaceId) >= namespaceWaitingMax)
        throw full('namespace_waiting', namespaceWaitingMax);
      if (line.size() >= waitingMax) throw full('waiting', waitingMax);
    },
    add(call) {
      const { namespaceId, caller } = call.work;
      if (caller === null) first.add(call);
      else line.add(call, namespaceId, caller);
    },
    addAgain(calls) {
      first = new Set([...calls, ...first]);
    },
    remove: (call) => first.delete(call) || line.remove(call),
    take(running, trial) {
      const isFull = running.size >= runningMax;
      const call = takeFirst(isFull, trial);
      if (call !== null || isFull || trial !== null) return call;
      return line.take((namespaceId) => runningOf(running, namespaceId) < namespaceRunningMax);
    },
    hasFirst: (isMeant) => [...first].some(isMeant),
    size: () => first.size + line.size(),
    clear() {
      const calls = [...first, ...line.clear()];
      first.clear();
      return calls;
    },
  };
}

function runningOf(running: ReadonlyMap<number, Call>, namespaceId: number): number {
  return [...running.values()].filter(({ work }) => work.namespaceId === namespaceId).length;
}
