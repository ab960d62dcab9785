import type { IncomingHttpHeaders } from 'node:http';
import type { ErrorKind } from '@gkg/protocol';
import type { z } from 'zod';
import type { Coordinator } from './coordinator.ts';
import type { Principal } from './principal.ts';

/** What a handler is given: everything checked, and who asks. */
export interface RouteCall<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly principal: Principal;
  readonly coordinator: Coordinator;
  readonly now: Date;
  readonly correlationId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came, of a raw route. */
  readonly raw: Buffer;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body?: unknown;
}

interface Shape<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** Anyone, a user, or an admin. */
  readonly access: 'anyone' | 'user' | 'admin';
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** The handler reads the body itself; with a limit of its own. */
  readonly isRaw?: boolean;
  /** The form of each success; null for an empty one. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** What may go wrong beside what may always. */
  readonly errors: readonly ErrorKind[];
}

/** A route of the public API. The server and its OpenAPI description are both made from this. */
export interface Route extends Shape<z.ZodType, z.ZodType, z.ZodType> {
  readonly handle: (call: RouteCall<unknown, unknown, unknown>) => Promise<RouteAnswer>;
}

/** Binds the types of what a handler is given to the schemas. */
export function route<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  definition: Shape<Params, Query, Body> & {
    handle(call: RouteCall<z.infer<Params>, z.infer<Query>, z.infer<Body>>): Promise<RouteAnswer>;
  },
): Route {
  return definition as unknown as Route;
}

/** One whose body must be seen as it came, whatever its type: what is signed are its bytes. */
export function rawRoute<Params extends z.ZodType>(
  definition: Shape<Params, z.ZodUndefined, z.ZodUndefined> & {
    handle(call: RouteCall<z.infer<Params>, undefined, undefined>): Promise<RouteAnswer>;
  },
): Route {
  return { ...(definition as unknown as Route), isRaw: true };
}
