import type { Caller } from './project-query.ts';

/** Who makes a request, as far as decisions need it. */
export interface Principal {
  /** Null for the owner, who is no user: the one of this machine, or of the admin token. */
  readonly userId: number | null;
  readonly name: string;
  /** May use the admin's routes. */
  readonly isAdmin: boolean;
  /** May read and change every project that is in the scope of the token. */
  readonly ownsProjects: boolean;
  /** Name of the token when a program works with it by itself. */
  readonly agent: string | null;
  /** The only project that the token is good for. */
  readonly projectId: number | null;
}

export const owner: Principal = {
  userId: null,
  name: 'owner',
  isAdmin: true,
  ownsProjects: true,
  agent: null,
  projectId: null,
};

/** How a node tells callers apart, so that none uses up what the others need. */
export function callerOf(principal: Principal): Caller {
  return { user: principal.name, agent: principal.agent };
}
