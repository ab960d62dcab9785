import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureSecret, readSecret, signRequestToken, signedHeaders, verifyRequestToken } from './auth.ts';

const secret = 'a shared secret of some length';
const key = new TextEncoder().encode(secret);
const unauthorized = expect.objectContaining({ kind: 'unauthorized' });
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gkg-auth-'));
});
afterEach(() => rm(directory, { recursive: true }));

const seconds = () => Math.floor(Date.now() / 1000);

function railsToken(change: { iss?: string; aud?: string; iat?: number; exp?: number; alg?: string } = {}) {
  const {
    iss = 'gitlab',
    aud = 'gitlab-zoekt',
    iat = seconds(),
    exp = seconds() + 300,
    alg = 'HS256',
  } = change;
  const token = new SignJWT({}).setProtectedHeader({ alg }).setIssuer(iss).setAudience(aud);
  return token.setIssuedAt(iat).setExpirationTime(exp).sign(key);
}

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
  const token = await railsToken();
  for (const headers of [
    { authorization: `Bearer ${token}` },
    { ...asRails(token), authorization: 'Basic YTpi' },
  ]) {
    expect(await verifyRequestToken('rails_to_node', headers, secret)).toMatchObject({ iss: 'gitlab' });
  }
});

test.for([
  ['another issuer', { iss: 'gitlab-shell' }],
  ['another audience', { aud: 'gitlab-knowledge-graph' }],
  ['another algorithm', { alg: 'HS512' }],
  ['expired beyond the leeway', { iat: seconds() - 400, exp: seconds() - 90 }],
  ['issued in the future beyond the leeway', { iat: seconds() + 120 }],
] as const)('a token is refused: %s', async ([, change]) => {
  const headers = asRails(await railsToken(change));
  await expect(verifyRequestToken('rails_to_node', headers, secret)).rejects.toThrow(unauthorized);
});

test('clocks may differ by less than the leeway', async () => {
  for (const change of [{ iat: seconds() - 340, exp: seconds() - 40 }, { iat: seconds() + 40 }]) {
    const headers = asRails(await railsToken(change));
    expect(await verifyRequestToken('rails_to_node', headers, secret)).toMatchObject({ iss: 'gitlab' });
  }
});

test('an unsigned token, one signed with another secret, and garbage are refused', async () => {
  const unsigned = new UnsecuredJWT({}).setIssuer('gitlab').setAudience('gitlab-zoekt').encode();
  const foreign = await signRequestToken('rails_to_node', `${secret}!`);
  for (const token of [unsigned, foreign, 'garbage', 'a.b.c']) {
    await expect(verifyRequestToken('rails_to_node', asRails(token), secret)).rejects.toThrow(unauthorized);
  }
});

test('a missing token is said in the words that Rails looks for', async () => {
  await expect(verifyRequestToken('rails_to_node', {}, secret)).rejects.toThrow(
    /Unauthorized.*missing.*Gitlab-Zoekt-Api-Request/,
  );
});

test('a secret is its text without the white space around it', async () => {
  const file = join(directory, 'secret');
  await writeFile(file, '  YWJj\n');
  expect(await readSecret(file)).toBe('YWJj');
});

test('an empty or missing secret file is a setting to correct', async () => {
  const file = join(directory, 'empty');
  await writeFile(file, ' \n');
  const invalid = expect.objectContaining({ kind: 'config_invalid' });
  await expect(readSecret(file)).rejects.toThrow(invalid);
  await expect(readSecret(join(directory, 'absent'))).rejects.toThrow(invalid);
});

test('several processes that make the secret at once agree on one, readable by its owner only', async () => {
  const file = join(directory, 'new', 'secret');
  const made = await Promise.all(Array.from({ length: 8 }, () => ensureSecret(file)));
  expect(new Set(made).size).toBe(1);
  expect((await readFile(file, 'utf8')).trim()).toBe(made[0]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
