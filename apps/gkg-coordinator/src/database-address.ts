import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { GkgError } from '@gkg/protocol';
import type { PoolConfig } from 'pg';

export type DatabaseAddress = Pick<PoolConfig, 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'>;

const tlsModes = ['disable', 'require', 'verify-full'] as const;

/**
 * Reads `postgresql://user:password@host:port/database`, with the parameters `host` (for the directory of a
 * Unix socket), `sslmode` and `sslrootcert` as libpq has them. Without `sslmode`, a server on another machine
 * must present a certificate that is valid for its name. No message shows the address: it may hold a password.
 */
export function readDatabaseAddress(text: string): DatabaseAddress {
  if (!URL.canParse(text) || !/^postgres(ql)?:\/\//.test(text)) throw invalid('must be postgresql://…');
  const url = new URL(text);
  const { host, sslmode, sslrootcert, ...unknown } = Object.fromEntries(url.searchParams);
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw invalid(`has the parameter ${stray}; there are host, sslmode, sslrootcert`);
  const server = host ?? decodeURIComponent(url.hostname);
  if (server === '') throw invalid('names no host');
  return {
    host: server,
    ssl: tlsOptions(sslmode ?? defaultMode(server), sslrootcert),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...given('user', url.username),
    ...given('password', url.password),
    ...given('database', url.pathname.slice(1)),
  };
}

function given(field: 'user' | 'password' | 'database', encoded: string) {
  return encoded === '' ? {} : { [field]: decodeURIComponent(encoded) };
}

function defaultMode(host: string): string {
  const isHere = host.startsWith('/') || ['localhost', '127.0.0.1', '[::1]'].includes(host);
  return isHere ? 'disable' : 'verify-full';
}

function tlsOptions(mode: string, authorityFile: string | undefined): false | ConnectionOptions {
  const known = tlsModes.find((name) => name === mode);
  if (known === undefined) throw invalid(`has an sslmode that is none of ${tlsModes.join(', ')}`);
  if (known === 'disable') return false;
  const authority = authorityFile === undefined ? {} : { ca: readAuthority(authorityFile) };
  return { rejectUnauthorized: known === 'verify-full', ...authority };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(`names in sslrootcert the file ${file}, which cannot be read`, cause);
  }
}

function invalid(what: string, cause?: unknown): GkgError {
  const detail = { setting: 'GKG_DATABASE_URL' };
  return new GkgError('config_invalid', `GKG_DATABASE_URL ${what}.`, { detail, cause });
}
