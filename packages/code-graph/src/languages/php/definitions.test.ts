import { expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './php-facts.fixture.ts';

async function definitionsIn(source: string): Promise<string[]> {
  return describeFacts(await factsOf(`<?php\n${source}`)).definitions;
}

test('functions, classes and their members of every kind', async () => {
  expect(
    await definitionsIn(`function f() { function inner() {} }
abstract class A extends B {
  const X = 1, Y = 2;
  public ?int $a = 1, $b;
  private static $c;
  public function __construct(private readonly C $d, int $e) {}
  abstract function m();
  static function s() {}
}
interface I { const K = 1; function m(); }
trait T { protected $t; function m() {} }
enum S: string { case One = '1'; const Two = self::One; function label() {} }
const LIMIT = 3;
define('OTHER', 4);
if (!defined('THIRD')) { define('THIRD', 5); }
$f = function () {};
$x = new class extends A { function n() {} };
`),
  ).toEqual([
    'function f 2:10',
    'function f.inner 2:25',
    'class A 3:16 abstract',
    'constant A.X 4:9',
    'constant A.Y 4:16',
    'property A.a 5:15',
    'property A.b 5:23',
    'property A.c 6:18 static',
    'constructor A.__construct 7:19',
    'property A.d 7:50',
    'method A.m 8:21 abstract',
    'method A.s 9:19 static',
    'interface I 11:11',
    'constant I.K 11:21',
    'method I.m 11:37',
    'trait T 12:7',
    'property T.t 12:21',
    'method T.m 12:34',
    'enum S 13:6',
    'enum_member S.One 13:23',
    'constant S.Two 13:40',
    'method S.label 13:66',
    'constant LIMIT 14:7',
    'constant OTHER 15:8',
    'constant THIRD 16:33',
    'function f 17:1 closure',
    'class class@anonymous 18:10 anonymous',
    'method class@anonymous.n 18:37',
  ]);
});

test('signature, documentation and visibility', async () => {
  const facts = await factsOf(`<?php
/** Keeps users. */
final class Repository implements Store {
    /**
     * Finds one.
     *
     * @return User
     */
    #[Pure]
    protected static function find(int $id, User ...$rest): ?User { return null; }
    /** The name. */
    private string $name = 'x';
    // of old
    const OLD = 1;
}
`);
  expect(describeDefinition(facts, 'Repository')).toMatchObject({
    signature: 'final class Repository implements Store',
    documentation: 'Keeps users.',
    exported: 'true',
  });
  expect(describeDefinition(facts, 'Repository.find')).toMatchObject({
    signature: 'protected static function find(int $id, User ...$rest): ?User',
    documentation: 'Finds one.\n\n@return User',
    visibility: 'protected',
  });
  expect(describeDefinition(facts, 'Repository.name')).toMatchObject({
    signature: "private string $name = 'x';".replace(';', ''),
    documentation: 'The name.',
    visibility: 'private',
  });
  expect(describeDefinition(facts, 'Repository.OLD')).toMatchObject({
    documentation: 'of old',
    visibility: 'public',
  });
});

test('one namespace is the package of the file; several qualify what stands in them', async () => {
  const one = await factsOf('<?php namespace App\\Model; class User {}');
  expect(one.packageName).toBe('App\\Model');
  expect(describeFacts(one).definitions).toEqual(['class User 1:34']);
  const two = await factsOf(
    '<?php namespace A { class User {} } namespace B { class User {} function f() {} }',
  );
  expect(two.packageName).toBe('');
  expect(describeFacts(two).definitions).toEqual([
    'class A.User 1:27',
    'class B.User 1:57',
    'function B.f 1:74',
  ]);
});

test('names of the program that a file exports', async () => {
  const { exports } = describeFacts(
    await factsOf(
      '<?php namespace App; class User {} function run() {} const MAX = 1; define("App\\\\Q", 2); $x = new User;',
    ),
  );
  expect(exports).toEqual(['\\App\\User', '\\App\\run()', '\\App\\MAX#', '\\App\\Q#', '$x', '=']);
});

test('imports, one for each name', async () => {
  const { imports } = describeFacts(
    await factsOf(`<?php
namespace App;
use Foo\\Bar, Foo\\Baz as Other;
use function Foo\\run as go;
use const Foo\\MAX;
use Foo\\{A, Sub\\B as C, function f, const D};
require __DIR__ . '/a.php';
include_once dirname(__FILE__) . '/../b.php';
$config = require 'config.php';
require ABSPATH . '/c.php';
require $path;
`),
  );
  expect(imports).toEqual([
    'from Foo\\Bar import Bar (named)',
    'from Foo\\Baz import Baz as Other (named)',
    'from Foo\\run import run as go (named)',
    'from Foo\\MAX import MAX (named)',
    'from Foo\\A import A (named)',
    'from Foo\\Sub\\B import B as C (named)',
    'from Foo\\f import f (named)',
    'from Foo\\D import D (named)',
    'from ./a.php import (side_effect)',
    'from ./../b.php import (side_effect)',
    'from config.php import * (side_effect)',
    'from ABSPATH/c.php import (side_effect)',
  ]);
});

test('visibilities for writing only, which are newer than the grammar', async () => {
  const source =
    'class A { public private(set) string $x; protected(set) int $y; function __construct(public private(set) B $b) {} }';
  expect(await definitionsIn(source)).toEqual([
    'class A 2:7',
    'property A.x 2:38',
    'property A.y 2:61',
    'constructor A.__construct 2:74',
    'property A.b 2:108',
  ]);
});
