import { heartbeatRequest } from '@gkg/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/*
 * The parameters of Rails' internal API as Rails reads them: JSON or a form, numbers and booleans also as
 * text, unknown ones dropped (contract sections 1.1 and 1.2). What a node should not say of itself is
 * another matter, which ends in 422 instead of 400 (see nodes.ts).
 */

const processHealth = z.record(
  z.enum(['indexer', 'webserver']),
  z.record(z.string().max(64), z.coerce.number().int()),
);

export const heartbeatParams = heartbeatRequest.extend({
  'node.services': z.array(z.string().max(64)).max(16).optional(),
  /** From 19.0 on, of code search. */
  process_health: processHealth.optional(),
});
export type HeartbeatParams = z.infer<typeof heartbeatParams>;

const json = z.preprocess(
  (value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.issues.push({ code: 'custom', message: 'must be JSON', input: value });
      return z.NEVER;
    }
  },
  z.record(z.string(), z.unknown()),
);

export const callbackParams = z.object({
  name: z.string().min(1).max(255),
  success: z.boolean().or(z.stringbool()),
  error: z.string().nullish(),
  payload: json,
  additional_payload: json.nullish(),
});
export type CallbackParams = z.infer<typeof callbackParams>;

/** Lets these routes take forms too, as Rails does: `a=1&list[]=x&list[]=y`. */
export function acceptForms(routes: FastifyInstance): void {
  routes.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, readForm(String(text))),
  );
}

function readForm(text: string): Record<string, string | string[]> {
  const form = new Map<string, string | string[]>();
  for (const [key, value] of new URLSearchParams(text)) {
    const name = key.replace(/\[\]$/, '');
    const before = form.get(name);
    form.set(name, key === name ? value : [...(Array.isArray(before) ? before : []), value]);
  }
  return Object.fromEntries(form);
}
