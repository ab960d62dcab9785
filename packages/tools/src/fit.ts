import { factLines, rowLines } from './answer-text.ts';
import type { RowText, ToolAnswer } from './tool.ts';

const CHARACTERS_PER_TOKEN = 4;
/** Room for meta and the cursor's own sentence. */
const FRAME_CHARACTERS = 300;

/**
 * How many of the rows fit the tokens a caller has for them, in the form they are shown in. Rows are
 * dropped whole and from the end. The first is always kept: an answer without one would give a cursor
 * that leads nowhere.
 */
export function fittingRows(
  answer: ToolAnswer,
  text: RowText<object>,
  presentation: { readonly max_tokens: number; readonly format: 'text' | 'json' },
): readonly object[] {
  const asText = presentation.format === 'text';
  const head = asText
    ? factLines(answer.facts ?? {}).join('\n').length
    : JSON.stringify(answer.facts ?? {}).length;
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

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
