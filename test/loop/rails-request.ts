/** A request of a node before its fields are looked at: what it is, and what is wrong with path, headers and token. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// Beyond the contract: what every Rails reads of a request, and passes over when it knows nothing of traces.
const headersAllowed = new Set(
  'host connection content-type content-length gitlab-shell-api-request x-request-id traceparent'.split(' '),
);

interface Seen {
  readonly faults: string[];
  /** Of the node, since its first request. */
  uuid: string | undefined;
}

/** Answers what the request is, if it is anything. */
export function checkRequest(
  request: IncomingMessage,
  body: Buffer,
  secret: string,
  seen: Seen,
): 'heartbeat' | 'callback' | undefined {
  const { method, url = '', headers, rawHeaders } = request;
  const fault = (what: string) => void seen.faults.push(`${method} ${url}: ${what}`);
  const match =
    /^\/api\/v4\/internal\/search\/zoekt\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(heartbeat|callback)$/.exec(
      url,
    );
  if (match === null) fault('no such path');
  if (method !== 'POST') fault('no such method');
  seen.uuid ??= match?.[1];
  if (match !== null && seen.uuid !== match[1]) fault('another uuid than before');
  const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
  for (const name of names) if (!headersAllowed.has(name)) fault(`header ${name}`);
  if (new Set(names).size !== names.length) fault('a header twice');
  if (headers['content-type'] !== 'application/json') fault(`content type ${headers['content-type']}`);
  if (Number(headers['content-length']) !== body.length) fault('length of the body');
  if (body.toString('utf8').includes('\ufffd')) fault('not UTF-8');
  const refusal = tokenFault(headers['gitlab-shell-api-request'], secret);
  if (refusal !== undefined) fault(`token: ${refusal}`);
  return match?.[2] as 'heartbeat' | 'callback' | undefined;
}

function tokenFault(token: unknown, secret: string): string | undefined {
  if (typeof token !== 'string') return 'missing';
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return 'not three parts in base64url';
  if (JSON.stringify(decoded(header)) !== '{"alg":"HS256","typ":"JWT"}') return 'header';
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'signature';
  const { iss, iat, exp, ...others } = decoded(claims) as Record<string, number | string>;
  if (Object.keys(others).length > 0) return `claims ${Object.keys(others).join(', ')}`;
  if (iss !== 'gitlab-shell') return 'issuer';
  if (Math.abs(Number(iat) - Date.now() / 1000) > 5) return 'time of issue';
  return Number(exp) - Number(iat) === 60 ? undefined : 'lifetime';
}

const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
