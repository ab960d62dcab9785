import type { JobProgress } from '@gkg/protocol';
import { startSpan, succeeded, type Span, type SpanOutcome } from '@gkg/runtime';

/** A span a phase, as they follow one another. */
export interface PhaseSpans {
  enter(phase: JobProgress['phase']): void;
  /** Ends the phase that runs, if one does. */
  end(outcome: SpanOutcome): void;
}

export function createPhaseSpans(): PhaseSpans {
  let phase = '';
  let span: Span | null = null;
  return {
    enter(next) {
      if (next === phase) return;
      span?.end(succeeded);
      phase = next;
      span = startSpan(next);
    },
    end(outcome) {
      span?.end(outcome);
      span = null;
    },
  };
}
