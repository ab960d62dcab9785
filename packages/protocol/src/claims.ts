/**
 * The two directions in which GitLab Rails (or the coordinator) and a node call each other, with one
 * shared secret (contract section 2). Rails to node is `Bearer <jwt>` in its header, node to Rails the bare
 * token. Issuers, audience and lifetimes are Rails' own.
 */
export const tokenDirections = {
  rails_to_node: {
    header: 'gitlab-zoekt-api-request',
    shown: 'Gitlab-Zoekt-Api-Request',
    scheme: 'Bearer',
    issuer: 'gitlab',
    audience: 'gitlab-zoekt',
    seconds: 300,
  },
  node_to_rails: {
    header: 'gitlab-shell-api-request',
    shown: 'Gitlab-Shell-Api-Request',
    scheme: '',
    issuer: 'gitlab-shell',
    audience: null,
    seconds: 60,
  },
} as const;
export type TokenDirection = keyof typeof tokenDirections;

/** How far the clocks of both sides may be apart; Rails' own value. */
export const tokenLeewaySeconds = 60;

/** Many times what a token of either side has; a longer one is refused unread. */
export const tokenBytesMax = 8192;

/**
 * Set by the router that knows what a user may read: the one namespace of an MCP session. A node believes it
 * only together with a valid token, because only the router can sign one.
 */
export const namespaceScopeHeader = 'x-gkg-namespace-id';
