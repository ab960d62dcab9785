import { GkgError, gitalySchemes, type GitalyScheme } from '@gkg/protocol';

export interface GitalyTarget {
  readonly scheme: GitalyScheme;
  /** As @grpc/grpc-js names it. */
  readonly target: string;
  readonly isSecure: boolean;
}

/** Whether Rails means a Gitaly server, and not an address of docs/decisions/005. */
export function isGitalyAddress(address: string): boolean {
  return gitalySchemes.some((scheme) => address.startsWith(`${scheme}:`));
}

/**
 * Reads an address as Gitaly's own clients do: `tcp://` and `tls://` with host and port, `unix:` with a path,
 * `dns:` with an optional authority.
 */
export function parseGitalyAddress(address: string, allowed: readonly string[]): GitalyTarget {
  const scheme = address.slice(0, address.indexOf(':')) as GitalyScheme;
  if (!allowed.includes(scheme)) {
    throw invalid(`Gitaly is asked at an address that begins with one of ${allowed.join(', ')}.`, scheme);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0020\u007f]/.test(address)) throw invalid('The address of Gitaly has no spaces.', scheme);
  const target = targetOf[scheme](address.slice(scheme.length + 1));
  if (target === undefined) throw invalid(sentences[scheme], scheme);
  return { scheme, target, isSecure: scheme === 'tls' };
}

const targetOf: Readonly<Record<GitalyScheme, (rest: string) => string | undefined>> = {
  tcp: hostAndPort,
  tls: hostAndPort,
  unix: (rest) => (/^(\/\/)?[^/]*\/?[^/]/.test(rest) ? `unix:${rest.replace(/^\/\/(?=\/)/, '')}` : undefined),
  dns: (rest) => (/^(\/\/[\w.:[\]-]*\/)?[\w.[\]-][\w.:[\]-]*$/.test(rest) ? `dns:${rest}` : undefined),
};

const sentences: Readonly<Record<GitalyScheme, string>> = {
  tcp: 'The address of Gitaly is tcp:// with a host and a port, and nothing more.',
  tls: 'The address of Gitaly is tls:// with a host and a port, and nothing more.',
  unix: 'The address of Gitaly is unix: and the path of a socket.',
  dns: 'The address of Gitaly is dns: and a host.',
};

function hostAndPort(rest: string): string | undefined {
  const match = /^\/\/([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(rest);
  return match === null || Number(match[2]) > 65_535 ? undefined : `dns:${match[1]}:${match[2]}`;
}

function invalid(message: string, scheme: string): GkgError {
  return new GkgError('invalid_request', message, { detail: { field: 'Address', scheme } });
}
