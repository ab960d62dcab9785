export type UndoStep = () => unknown;

export interface Undo {
  /** Registers how to give back what was just acquired. */
  readonly add: (step: UndoStep) => void;
  /** Runs the steps in reverse order, once; every step runs, and the first error is thrown at the end. */
  readonly run: () => Promise<void>;
}

/**
 * Runs `work`, which acquires things and registers a step to give each back. If it throws, all that was
 * acquired is given back before the error goes on; if it succeeds, the steps are the caller's, through
 * `undo.run` (typically as the `stop` of what was started).
 */
export async function withUndo<Result>(work: (undo: Undo) => Promise<Result>): Promise<Result> {
  const undo = createUndo();
  try {
    return await work(undo);
  } catch (error) {
    // The first error is the one that explains; one of a release after it would only hide it.
    await undo.run().catch(() => undefined);
    throw error;
  }
}

export function createUndo(): Undo {
  const steps: UndoStep[] = [];
  let running: Promise<void> | undefined;
  return {
    add(step) {
      if (running !== undefined) throw new Error('An undo step was added after the steps had run.');
      steps.push(step);
    },
    run() {
      running ??= runSteps(steps);
      return running;
    },
  };
}

async function runSteps(steps: UndoStep[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
