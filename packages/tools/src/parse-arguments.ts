import { GkgError } from '@gkg/protocol';
import type { z } from 'zod';
import type { Tool } from './tool.ts';

/** Arguments as the tool's schema has them; the error names the field and what is allowed. */
export function parseArguments(tool: Tool, value: unknown): Record<string, unknown> {
  const parsed = tool.input.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => problemOf(tool, issue));
  throw new GkgError('invalid_arguments', `${tool.name}: ${problems.join('; ')}.`, {
    detail: {
      tool: tool.name,
      fields: parsed.error.issues.map(fieldOf),
      allowed: Object.keys(tool.input.shape),
    },
  });
}

function fieldOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(shortened).join(', ');
  return issue.path.join('.') || 'arguments';
}

function problemOf(tool: Tool, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `there is no argument ${fieldOf(issue)}; allowed are ${Object.keys(tool.input.shape).join(', ')}`;
  }
  const description = describeField(tool, issue);
  return `\`${fieldOf(issue)}\`: ${lowerFirst(issue.message)}${description === '' ? '' : ` (${description})`}`;
}

function describeField(tool: Tool, issue: z.core.$ZodIssue): string {
  const field = tool.input.shape[String(issue.path[0])] as z.ZodType | undefined;
  return (field?.description ?? '').replace(/\.$/, '');
}

function shortened(key: string): string {
  return `\`${key.slice(0, 60)}\``;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
