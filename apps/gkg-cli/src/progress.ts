import type { JobProgress } from '@gkg/protocol';
import type { Terminal } from './terminal.ts';

/** Shows how far a job is; `end` leaves the terminal clean for what comes next. */
export interface ProgressDisplay {
  show(progress: JobProgress): void;
  end(): void;
}

const redrawMs = 80;
const barCells = 28;

/** A bar that redraws itself on a terminal; one plain line a phase in a pipe. */
export function createProgressDisplay(label: string, terminal: Terminal): ProgressDisplay {
  return terminal.errColumns > 0 ? createBar(label, terminal) : createLines(label, terminal);
}

function createLines(label: string, terminal: Terminal): ProgressDisplay {
  let phase = '';
  return {
    show(progress) {
      if (progress.phase === phase) return;
      phase = progress.phase;
      const total = progress.total > 0 ? ` (${progress.total})` : '';
      terminal.err(`${label}: ${phase}${total}\n`);
    },
    end() {},
  };
}

function createBar(label: string, terminal: Terminal): ProgressDisplay {
  let drawnAt = 0;
  let phase = '';
  return {
    show(progress) {
      if (progress.phase === phase && Date.now() - drawnAt < redrawMs) return;
      drawnAt = Date.now();
      phase = progress.phase;
      terminal.err(`\r\u001B[2K${barLine(label, progress).slice(0, terminal.errColumns - 1)}`);
    },
    end() {
      if (drawnAt > 0) terminal.err('\r\u001B[2K');
    },
  };
}

export function barLine(label: string, { phase, done, total }: JobProgress): string {
  if (total <= 0) return `${label}  ${phase}…`;
  const filled = Math.min(barCells, Math.floor((barCells * done) / total));
  const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
  return `${label}  ${phase.padEnd(10)} ${bar} ${done}/${total}`;
}
