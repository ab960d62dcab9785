import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './php-facts.fixture.ts';

const source = `<html><?= foo($x) ?>
<?php namespace App\\M; use A\\{B, function c, const D}; use function A\\f as g;
/** @method static B make(array<int, B[]> $a) @property ?B $p @template T of B */
#[Attr(Foo::class)] abstract class X extends Y implements Z { use T, U { T::a insteadof U; U::b as protected c; }
 const A = [1, 'k' => self::B]; private static ?B $s = null; public B|int $u { get => $this->s; }
 /** @param B[] $xs @return static */ function __construct(private readonly B $b, int ...$xs) { parent::m(...); } }
enum S: string { case A = 'a'; }
function f(array $a = [], ?callable $c = null): iterable { global $z; static $q = 1;
 foreach ($a as $k => [$m, 'x' => $n]) { yield $k => $m?->x($n); yield from f(); }
 [$a, [, $b]] = $c($z) ?? $GLOBALS['q']; $a['x'][][1] = fn($y) => $y instanceof B && $y->b() ? match(true) { $y => 1, default => 2 } : 3;
 /** @var B $v */ $v = new class($a) extends B { }; static::{$m}(); $v::$p['a']->{'b'}(); new (f())(); clone $v;
 call_user_func([$this, 'm'], 'x'); array_map('f', $a); define('Q', 1); require __DIR__ . '/x.php';
 try { switch ($a) { case 1: break; default: throw new E; } } catch (A | B $e) { } finally { return "a {$v->foo()} $v[x]"; } }
$h = <<<EOT
 x {$a->b()} $c->d
EOT;
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('<?php\nclass A {\n function b( {\n }\n}\nfunction c() { d(); }\nclass E { public $f; }\n'),
  );
  expect(definitions.join('\n')).toMatch(/function c\b/);
  expect(definitions.join('\n')).toMatch(/property E\.f/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`<?php $x = ${'f('.repeat(700)}1${')'.repeat(700)};`));
  expect(sites.filter((site) => site.startsWith(String.raw`call \f()`)).length).toBe(700);
});

test('types in comments that never end are given up', async () => {
  const odd = ['array<', 'A|', '(A', 'array{a: ', `${'array<'.repeat(500)}A`, 'callable(', '?', '[]', '<>'];
  for (const type of odd) {
    const facts = await factsOf(`<?php\n/** @param ${type} $a\n * @method ${type} */\nfunction f($a) {}\n`);
    expect(describeFacts(facts).definitions).toEqual(['function f 4:10']);
  }
});

test('empty and odd files give no definitions', async () => {
  for (const odd of [
    '',
    '\n',
    'text',
    '<?php',
    '<?',
    '<?= ',
    '<?php function',
    '<?php class',
    '<?php use',
    '\0',
  ]) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
