import { expect, test } from 'vitest';
import { agentHeader, callerHeaders, callerOfClaims, callerOfHeaders, userHeader } from './caller.ts';

test('claims name a caller, whatever letters the name has', () => {
  expect(callerOfClaims({ user_id: 42, agent: 'chat' })).toEqual({ user: '42', agent: 'chat' });
  expect(callerOfClaims({ user_id: 'José\n' }).user).toBe('Jos%C3%A9%0A');
  expect(callerOfClaims({ user_id: '\ud800', agent: { a: 1 } })).toEqual({ user: '%EF%BF%BD', agent: null });
  expect(callerOfClaims({ user_id: 'é'.repeat(1000) }).user).toHaveLength(128);
  expect(callerOfClaims({ iss: 'gitlab' })).toEqual({ user: null, agent: null });
});

test('what claims say can be read from the headers made of it', () => {
  for (const user_id of ['ada', 'José', 7, 'a'.repeat(500), '💥'.repeat(200)]) {
    const caller = callerOfClaims({ user_id, agent: 'x y' });
    expect(callerOfHeaders(callerHeaders(caller))).toEqual(caller);
  }
});

test('headers that hold no name are refused, missing ones are nobody', () => {
  expect(callerOfHeaders({})).toEqual({ user: null, agent: null });
  expect(callerOfHeaders({ [agentHeader]: 'chat' })).toEqual({ user: null, agent: 'chat' });
  for (const name of ['', 'é', 'x'.repeat(129), 'a\nb']) {
    expect(() => callerOfHeaders({ [userHeader]: name })).toThrow(userHeader);
  }
  expect(() => callerOfHeaders({ [userHeader]: ['a', 'b'] })).toThrow(userHeader);
});
