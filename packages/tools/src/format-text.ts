import type { QueryResponse } from '@gkg/protocol';
import { candidateText, factLines, rowLines } from './answer-text.ts';
import { findTool } from './catalogue.ts';
import type { RowText, ToolResult } from './tool.ts';

/** An answer as a model or a person reads it: the sentence that answers, facts, rows, what is missing. */
export function formatText(response: QueryResponse): string {
  const result = response.result as ToolResult;
  const text = textOf(result);
  return [
    result.summary,
    ...factLines(result.facts),
    ...result.rows.map((row, index) => rowLines(text, row, result.rows[index - 1])),
    ...footer(response, result),
  ].join('\n');
}

function textOf(result: ToolResult): RowText<object> {
  return result.status === 'ambiguous' ? candidateText : findTool(result.tool).text;
}

function footer({ meta }: QueryResponse, result: ToolResult): string[] {
  return [
    ...(meta.complete === 'lower_bound' ? [`May be incomplete: ${meta.reasons.join('; ')}.`] : []),
    ...(meta.next_cursor === null
      ? []
      : [
          `Shown ${result.rows.length} of ${result.total}; for more ask again with cursor ${meta.next_cursor}`,
        ]),
  ];
}
