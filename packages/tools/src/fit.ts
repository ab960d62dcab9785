import { factLines, rowLines } from './answer-text.ts';
import type { Presentation } from './arguments.ts';
import type { RowText, ToolAnswer } from './tool.ts';

const CHARACTERS_PER_TOKEN = 4;
/** Room for meta and the cursor's own sentence. */
const FRAME_CHARACTERS = 300;
const LIST_LENGTHS = [Infinity, 10, 4, 1] as const;

type Facts = Readonly<Record<string, unknown>>;
type Size = Pick<Presentation, 'max_tokens' | 'format'>;

/**
 * How many of the rows fit the tokens a caller has for them, in the form they are shown in. Rows are
 * dropped whole and from the end. The first is always kept: an answer without one would give a cursor
 * that leads nowhere.
 */
export function fittingRows(
  answer: ToolAnswer,
  text: RowText<object>,
  presentation: Size,
): readonly object[] {
  const asText = presentation.format === 'text';
  const head = written(answer.facts ?? {}, presentation);
  const reasons = (answer.reasons ?? []).join('; ').length;
  let left =
    presentation.max_tokens * CHARACTERS_PER_TOKEN -
    FRAME_CHARACTERS -
    head -
    reasons -
    answer.summary.length;
  let fitting = 0;
  for (const row of answer.rows) {
    const written = asText ? rowLines(text, row, answer.rows[fitting - 1]) : JSON.stringify(row);
    left -= written.length + 1;
    if (left < 0 && fitting > 0) break;
    fitting += 1;
  }
  return answer.rows.slice(0, fitting);
}

/** Facts take at most half of an answer: lists among them are cut from the end, their numbers are facts of their own. */
export function fittingFacts(facts: Facts, presentation: Size): Facts {
  const most = (presentation.max_tokens * CHARACTERS_PER_TOKEN) / 2;
  const fits = LIST_LENGTHS.map((length) => shortened(facts, length)).find(
    (candidate) => written(candidate, presentation) <= most,
  );
  return fits ?? shortened(facts, 0);
}

function shortened(facts: Facts, length: number): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value as unknown[]).slice(0, length) : value,
    ]),
  );
}

function written(facts: Facts, { format }: Size): number {
  return format === 'text' ? factLines(facts).join('\n').length : JSON.stringify(facts).length;
}

/** Room for one row of an answer without facts. */
export function charactersFor(tokens: number): number {
  return tokens * CHARACTERS_PER_TOKEN - 2 * FRAME_CHARACTERS;
}

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
