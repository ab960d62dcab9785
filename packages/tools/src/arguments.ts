import { definitionKinds } from '@gkg/ontology';
import { z } from 'zod';
import { DEPTH_MAX } from './reach.ts';

export const tokensDefault = 4000;
const TEXT_MAX = 1000;

export const text = z.string().max(TEXT_MAX);

export const definitionArgument = text
  .min(1)
  .describe(
    'The definition: its id (`path/file.py::Class.method`), its fqn, a suffix such as `Class.method`, or its bare name.',
  );

export const fileOfDefinition = text
  .default('')
  .describe('Narrows `definition` to one file: its path, or the end of its path. Default: any file.');

export const fileArgument = text
  .min(1)
  .describe('Path of a file as in the repository, or the end of it such as `models/query.py`.');

export const pathArgument = text
  .default('')
  .describe(
    'Only below this directory or in this file, given from the root of the repository. Default: all.',
  );

export const kindsArgument = z
  .array(z.enum(definitionKinds))
  .max(definitionKinds.length)
  .default([])
  .describe(`Only these kinds of definition. Default: all. Kinds: ${definitionKinds.join(', ')}.`);

export function depthArgument(initial: number) {
  return z
    .int()
    .min(1)
    .max(DEPTH_MAX)
    .default(initial)
    .describe(`How many steps to follow, 1 to ${DEPTH_MAX}. Default: ${initial}.`);
}

/** Every tool that answers with a list takes these. */
export function pageArguments(limit: number, limitMax = 500) {
  return {
    limit: z
      .int()
      .min(1)
      .max(limitMax)
      .default(limit)
      .describe(`Most rows to answer with, 1 to ${limitMax}. Default: ${limit}.`),
    cursor: text
      .default('')
      .describe('`next_cursor` of the answer before, to go on where it ended. Default: from the start.'),
    ...formatArguments,
  };
}

const formatArguments = {
  max_tokens: z
    .int()
    .min(200)
    .max(50_000)
    .default(tokensDefault)
    .describe(
      `Size of the answer in tokens, 200 to 50000; rows that do not fit wait for the cursor. Default: ${tokensDefault}.`,
    ),
  format: z
    .enum(['text', 'json'])
    .default('text')
    .describe('`text` to read, `json` to process. Default: text.'),
};

/** The arguments that say which part of an answer to show and how, not what is asked. */
export const presentationArguments = ['limit', 'cursor', 'max_tokens', 'format'] as const;

export interface Presentation {
  readonly limit: number;
  readonly cursor: string;
  readonly max_tokens: number;
  readonly format: 'text' | 'json';
}
