import type { Manifest } from '@gkg/protocol';
import type { z } from 'zod';
import type { ProjectHost } from './project-host.ts';
import type { SourceReader } from './source-reader.ts';

export type Value = string | number | boolean | null | readonly (string | number | boolean | null)[];
export type Parameters = Readonly<Record<string, Value>>;

export interface StatementLimits {
  readonly timeoutMs: number;
  readonly rowsMax: number;
}

/**
 * What a tool needs of a graph. Statements are constants of this package; whatever a caller said
 * arrives as a bound parameter.
 */
export interface ToolGraph {
  query(
    statement: string,
    parameters?: Parameters,
    limits?: Partial<StatementLimits>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>[]>;
}

/** What a running tool sees: typed rows of its statements and the part of the answer asked for. */
export interface ToolContext {
  readonly manifest: Manifest;
  readonly source: SourceReader | null;
  readonly offset: number;
  readonly limit: number;
  rows<Row extends object>(statement: string, parameters?: Parameters): Promise<Row[]>;
}

export type AnswerStatus = 'ok' | 'ambiguous' | 'not_found';

/** Rows are those from `offset` on, at most `limit`; `total` counts all there are. */
export interface ToolAnswer {
  readonly status?: AnswerStatus;
  /** One sentence that answers by itself. */
  readonly summary: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly rows: readonly object[];
  readonly total: number;
  /** Why there may be more than `total`; none means the answer is exact. */
  readonly reasons?: readonly string[];
}

/** The `result` of every graph tool, whatever it asks. */
export interface ToolResult {
  readonly tool: string;
  readonly status: AnswerStatus;
  readonly summary: string;
  readonly total: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rows: readonly object[];
}

export interface RowText<Row> {
  /** A line that opens a group of rows; rows with the same heading follow each other. */
  readonly heading?: (row: Row) => string;
  readonly line: (row: Row) => string;
}

interface ToolFace {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Refuses what it does not name. */
  readonly input: z.ZodObject;
}

export interface GraphTool extends ToolFace {
  readonly asks: 'graph';
  /** The oldest schema that says what the tool asks for; every schema that is served when absent. */
  readonly schemaMin?: number;
  readonly text: RowText<object>;
  run(context: ToolContext, args: Record<string, unknown>): Promise<ToolAnswer>;
}

export interface HostTool extends ToolFace {
  readonly asks: 'host';
  readonly text: RowText<object>;
  /** Unlike a graph tool, answers with all rows. */
  run(host: ProjectHost, args: Record<string, unknown>, signal?: AbortSignal): Promise<ToolAnswer>;
}

export type Tool = GraphTool | HostTool;

/** Ties the row type and the argument types of one tool together; from then on both are opaque. */
export function graphTool<Input extends z.ZodObject, Row extends object>(
  tool: Omit<GraphTool, 'asks' | 'input' | 'text' | 'run'> & {
    readonly input: Input;
    readonly text: RowText<Row>;
    run(context: ToolContext, args: z.output<Input>): Promise<ToolAnswer>;
  },
): GraphTool {
  return { ...tool, input: tool.input.strict(), asks: 'graph' } as unknown as GraphTool;
}

export function hostTool<Input extends z.ZodObject, Row extends object>(
  tool: Omit<HostTool, 'asks' | 'input' | 'text' | 'run'> & {
    readonly input: Input;
    readonly text: RowText<Row>;
    run(host: ProjectHost, args: z.output<Input>, signal?: AbortSignal): Promise<ToolAnswer>;
  },
): HostTool {
  return { ...tool, input: tool.input.strict(), asks: 'host' } as unknown as HostTool;
}
