/**
 * What one caller may use: calls over time, by a bucket of tokens, and calls at the same time. A user and each
 * agent that works for the user have budgets of their own, so that a program cannot use up what its user
 * needs. All who come without a name share one budget over time; a bound on their calls at the same time
 * would be one of the whole service, which the line of waiting calls is already.
 */
import { GkgError } from '@gkg/protocol';
import type { Caller } from '@gkg/protocol';
import { createTokenBuckets, type Config } from '@gkg/runtime';

export interface CallBudgets {
  /** Counts `cost` calls of the caller, or throws `rate_limited`. */
  spend(caller: Caller, cost: number): void;
  /** Runs one of the caller's calls, or throws `rate_limited` when it has too many at the same time. */
  within<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
}

export type CallBudgetSettings = Pick<
  Config,
  | 'userCallsMax'
  | 'userCallsPerMinute'
  | 'userCallsBurst'
  | 'agentCallsPerMinute'
  | 'agentCallsBurst'
  | 'anonymousCallsPerMinute'
  | 'anonymousCallsBurst'
>;

type CallerKind = 'user' | 'agent' | 'anonymous';
export type BudgetLimit = `${CallerKind}_rate` | 'caller_calls';

const bucketsMax = 10_000;

export function createCallBudgets(
  settings: CallBudgetSettings,
  onRefused: (limit: BudgetLimit) => void,
): CallBudgets {
  const bucketsOf = (perMinute: number, burst: number) =>
    createTokenBuckets({ perMinute, burst, bucketsMax });
  const buckets = {
    user: bucketsOf(settings.userCallsPerMinute, settings.userCallsBurst),
    agent: bucketsOf(settings.agentCallsPerMinute, settings.agentCallsBurst),
    anonymous: bucketsOf(settings.anonymousCallsPerMinute, settings.anonymousCallsBurst),
  };
  const running = new Map<string, number>();
  const refuse = (limit: BudgetLimit, message: string, seconds: number): never => {
    onRefused(limit);
    throw new GkgError('rate_limited', message, { detail: { limit, retry_after_seconds: seconds } });
  };

  return {
    spend(caller, cost) {
      const kind = kindOf(caller);
      const seconds = buckets[kind].take(callerKey(caller), cost);
      if (seconds > 0) refuse(`${kind}_rate`, `Too many calls of this ${whose[kind]}.`, seconds);
    },
    async within(caller, work) {
      const key = callerKey(caller);
      const calls = running.get(key) ?? 0;
      if (kindOf(caller) !== 'anonymous' && calls >= settings.userCallsMax) {
        refuse('caller_calls', `This ${whose[kindOf(caller)]} has ${calls} calls running already.`, 1);
      }
      running.set(key, calls + 1);
      try {
        return await work();
      } finally {
        const left = (running.get(key) ?? 1) - 1;
        if (left === 0) running.delete(key);
        else running.set(key, left);
      }
    },
  };
}

const whose = { user: 'user', agent: 'agent', anonymous: 'kind of caller without a name' } as const;

function kindOf({ user, agent }: Caller): CallerKind {
  if (agent !== null) return 'agent';
  return user === null ? 'anonymous' : 'user';
}

/** One text for one budget; names hold no line break. */
export function callerKey({ user, agent }: Caller): string {
  return `${user ?? ''}\n${agent ?? ''}`;
}
