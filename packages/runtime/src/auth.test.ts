import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { signedHeaders, verifyRequestToken, type TokenRules } from './auth.ts';

const secret = 'a shared secret of some length';
const unauthorized = expect.objectContaining({ kind: 'unauthorized' });
const now = () => Math.floor(Date.now() / 1000);
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Written out, not by the library that verifies: a token of whatever header, claims and signature. */
function jwt(claims: object = {}, header: object = {}, key: string = secret, hash = 'sha256'): string {
  const head = base64url({ alg: 'HS256', typ: 'JWT', ...header });
  const body = base64url({ iss: 'gitlab', aud: 'gitlab-zoekt', iat: now(), exp: now() + 300, ...claims });
  return `${head}.${body}.${createHmac(hash, key).update(`${head}.${body}`).digest('base64url')}`;
}

const verify = (headers: IncomingHttpHeaders, secrets: string | string[] = secret, rules?: TokenRules) =>
  verifyRequestToken('rails_to_node', headers, secrets, rules);

const asRails = (token: string) => ({ 'gitlab-zoekt-api-request': `Bearer ${token}` });

test('what one side signs the other verifies, in both directions, with added claims', async () => {
  const toNode = await signedHeaders('rails_to_node', secret, { namespaces: [7] });
  expect(toNode['gitlab-zoekt-api-request']).toMatch(/^Bearer ey/);
  const claims = await verifyRequestToken('rails_to_node', toNode, secret);
  expect(claims).toMatchObject({ iss: 'gitlab', aud: 'gitlab-zoekt', namespaces: [7] });
  expect(claims.exp! - claims.iat!).toBe(300);

  const toRails = await signedHeaders('node_to_rails', secret);
  expect(toRails['gitlab-shell-api-request']).toMatch(/^ey/);
  expect(await verifyRequestToken('node_to_rails', toRails, secret)).toMatchObject({ iss: 'gitlab-shell' });
});

test('the Authorization header is taken, but the own header goes before an HTTP Basic one', async () => {
  for (const headers of [
    { authorization: `Bearer ${jwt()}` },
    { authorization: `bearer   ${jwt()}` },
    { ...asRails(jwt()), authorization: 'Basic YTpi' },
  ]) {
    expect(await verify(headers)).toMatchObject({ iss: 'gitlab' });
  }
});

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The classic confusion: signed with what everybody knows, by an algorithm that takes it for a secret. */
const publicKeyAsSecret = () =>
  jwt({}, { alg: 'RS256' }, publicKey.export({ type: 'spki', format: 'pem' }).toString());

function rs256(): string {
  const signed = `${base64url({ alg: 'RS256' })}.${jwt().split('.')[1]}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const parts = (token: string) => token.split('.') as [string, string, string];

test.for<[string, () => string]>([
  ['of no algorithm', () => `${base64url({ alg: 'none' })}.${parts(jwt())[1]}.`],
  ['of no algorithm, in other letters', () => `${base64url({ alg: 'nOnE' })}.${parts(jwt())[1]}.`],
  ['that says none, but is signed', () => jwt({}, { alg: 'none' })],
  ['that names no algorithm', () => jwt({}, { alg: undefined })],
  ['of HS384', () => jwt({}, { alg: 'HS384' }, secret, 'sha384')],
  ['of HS512', () => jwt({}, { alg: 'HS512' }, secret, 'sha512')],
  ['of RS256', rs256],
  ['of RS256, signed with the public key', publicKeyAsSecret],
  ['that says HS256 and is signed by another hash', () => jwt({}, {}, secret, 'sha512')],
  ['with a demand that is not understood', () => jwt({}, { crit: ['b64'], b64: false })],
  ['of another secret', () => jwt({}, {}, `${secret}!`)],
  ['of an empty secret', () => jwt({}, {}, '')],
  ['of the secret, decoded', () => jwt({}, {}, Buffer.from(secret, 'base64').toString('latin1'))],
  ['that is expired', () => jwt({ iat: now() - 400, exp: now() - 90 })],
  ['without an end', () => jwt({ exp: undefined })],
  ['whose end is text', () => jwt({ exp: 'tomorrow' })],
  ['that was issued in the future', () => jwt({ iat: now() + 120 })],
  ['whose time of issue is text', () => jwt({ iat: 'now' })],
  ['that is not valid yet', () => jwt({ nbf: now() + 120 })],
  ['of another issuer', () => jwt({ iss: 'gitlab-shell' })],
  ['without an issuer', () => jwt({ iss: undefined })],
  ['for another audience', () => jwt({ aud: 'gitlab-knowledge-graph' })],
  ['without an audience', () => jwt({ aud: undefined })],
  [
    'with other claims than were signed',
    () => jwt().replace(/\.[^.]+\./, `.${base64url({ iss: 'gitlab' })}.`),
  ],
  ['with its signature cut', () => jwt().slice(0, -4)],
  ['without its signature', () => `${jwt().split('.').slice(0, 2).join('.')}.`],
  ['of two parts', () => jwt().split('.').slice(0, 2).join('.')],
  ['of four parts', () => `${jwt()}.e30`],
  ['whose claims are no object', () => `${parts(jwt())[0]}.${Buffer.from('7').toString('base64url')}.AA`],
  ['whose header is no JSON', () => `bm9wZQ.${parts(jwt())[1]}.${parts(jwt())[2]}`],
  ['with white space in it', () => jwt().replace('.', '. ')],
  ['with padding', () => `${jwt()}=`],
  ['that is oversized', () => jwt({ pad: 'x'.repeat(9000) })],
  ['that is garbage', () => 'garbage'],
  ['that is empty', () => ''],
  ['given twice', () => `${jwt()}, Bearer ${jwt()}`],
])('a token is refused: one %s', async ([, token]) => {
  await expect(verify(asRails(token()))).rejects.toThrow(unauthorized);
  await expect(verify({ authorization: `Bearer ${token()}` })).rejects.toThrow(unauthorized);
});

test('a bare token, or one of another scheme, is none', async () => {
  for (const value of [jwt(), `Basic ${jwt()}`, `Token ${jwt()}`]) {
    await expect(verify({ 'gitlab-zoekt-api-request': value })).rejects.toThrow(/missing/);
  }
});

test('clocks may differ by less than the leeway, which is a setting', async () => {
  const early = asRails(jwt({ iat: now() + 40, nbf: now() + 40 }));
  const late = asRails(jwt({ iat: now() - 340, exp: now() - 40 }));
  const strict = { leewaySeconds: 5, isExpiryRequired: true };
  for (const headers of [early, late]) {
    expect(await verify(headers)).toMatchObject({ iss: 'gitlab' });
    await expect(verify(headers, secret, strict)).rejects.toThrow(unauthorized);
  }
});

test('a token without an end is taken where a setting says so, and then still by the other rules', async () => {
  const lenient = { leewaySeconds: 60, isExpiryRequired: false };
  expect(await verify(asRails(jwt({ exp: undefined })), secret, lenient)).not.toHaveProperty('exp');
  await expect(verify(asRails(jwt({ exp: now() - 90 })), secret, lenient)).rejects.toThrow(unauthorized);
});

test('each of several secrets verifies, and no other', async () => {
  const secrets = ['the new one', secret];
  for (const key of secrets) expect(await verify(asRails(jwt({}, {}, key)), secrets)).toBeTruthy();
  await expect(verify(asRails(jwt({}, {}, 'a third')), secrets)).rejects.toThrow(unauthorized);
});

test('a missing token is said in the words that Rails looks for', async () => {
  for (const headers of [{}, { authorization: 'Basic YTpi' }]) {
    await expect(verify(headers)).rejects.toThrow(/Unauthorized.*missing.*Gitlab-Zoekt-Api-Request/);
  }
});

test('what Rails gets is the bare token with an end after a minute', async () => {
  const headers = await signedHeaders('node_to_rails', secret);
  const claims = await verifyRequestToken('node_to_rails', headers, secret);
  expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'iss']);
  expect(claims.exp! - claims.iat!).toBe(60);
  const bearer = { 'gitlab-shell-api-request': `Bearer ${headers['gitlab-shell-api-request']}` };
  await expect(verifyRequestToken('node_to_rails', bearer, secret)).rejects.toThrow(unauthorized);
});
