import { z } from 'zod';

/** Rails to node (contract section 2.2): `Gitlab-Zoekt-Api-Request: Bearer <jwt>`. */
export const nodeTokenHeader = 'gitlab-zoekt-api-request';
/** Node to Rails (contract section 2.1): `Gitlab-Shell-Api-Request: <jwt>`, without a scheme. */
export const railsTokenHeader = 'gitlab-shell-api-request';

/**
 * Set by the router that holds the user's permissions: the one namespace an MCP session may read. A node
 * believes it only together with a valid token, because only the router can sign one.
 */
export const namespaceScopeHeader = 'x-gkg-namespace-id';

export const nodeTokenClaims = z.looseObject({
  iss: z.literal('gitlab'),
  aud: z.union([
    z.literal('gitlab-zoekt'),
    z.array(z.string()).refine((all) => all.includes('gitlab-zoekt')),
  ]),
  iat: z.number(),
  /** Absent when Rails runs with ZOEKT_JWT_SKIP_EXPIRY. */
  exp: z.number().optional(),
});
export type NodeTokenClaims = z.infer<typeof nodeTokenClaims>;

export const railsTokenClaims = z.looseObject({
  iss: z.literal('gitlab-shell'),
  iat: z.number(),
  exp: z.number(),
});
export type RailsTokenClaims = z.infer<typeof railsTokenClaims>;
