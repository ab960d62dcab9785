import { expect, test } from 'vitest';
import { parseExactJson } from './exact-json.ts';

test.for([
  '{"id":9007199254740993,"deep":[{"n":-123456789012345678901234567890}],"e":1e400}',
  '{"price":0.10,"tiny":1.0000000000000000001}',
  '{"text":"12345678901234567890","none":null,"yes":true,"empty":{},"ü":"\u{1f600}"}',
])('what is read is written as it was: %s', (text) => {
  expect(JSON.stringify(parseExactJson(text))).toBe(text);
});

test('what JavaScript does not change is a plain value', () => {
  expect(parseExactJson('{"a":7,"b":"c","d":[1.5,-1],"e":1e+21,"f":9007199254740991}')).toEqual({
    a: 7,
    b: 'c',
    d: [1.5, -1],
    e: 1e21,
    f: 9007199254740991,
  });
});

test('what is no JSON is refused', () => {
  expect(() => parseExactJson('{"a":')).toThrow(SyntaxError);
});
