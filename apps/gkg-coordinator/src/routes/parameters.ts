import { z } from 'zod';

/** A project by its id or, encoded, by its name. */
export const projectReference = z.string().min(1).max(4096);
export const projectParams = z.object({ id: projectReference });
export const idParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** A page begins after the last id of the one before. */
export const pageQuery = z.object({
  after: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});

/** The id to ask with for the next page; null when there is none. */
export const nextPage = z.int().nullable();

export function nextOf(rows: readonly { readonly id: number }[], limit: number): number | null {
  return rows.length < limit ? null : (rows.at(-1)?.id ?? null);
}

/** Names that can stand in a header, a claim and a log line as they are. */
export const plainName = z
  .string()
  .regex(/^[\w.:@+/ -]{1,128}$/, 'must be 1 to 128 letters, digits, spaces and signs of .:@+/-_')
  .refine((name) => name.trim() === name && name !== '', 'must not begin or end with a space');
