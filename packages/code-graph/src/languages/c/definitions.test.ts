import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './c-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

describe('definitions', () => {
  test('are functions, types with their fields, macros and variables', async () => {
    const source = `#define MAX 3
#define ADD(a, b) ((a) + (b))
struct file { int fd; struct { int inner; } in; int (*read)(struct file *); unsigned bits : 3; };
typedef struct { int x; } point, *point_ptr;
typedef int (*callback)(int);
union value { int i; float f; };
enum color { RED, GREEN = 2 };
extern int shared;
static const int limit = 3;
int a, *b[3];
int declared(void);
static int run(struct file *f) { int local; return 0; }
int older(x, y) int x; char *y; { return x; }
`;
    expect(await definitionsOf(source)).toEqual([
      'macro MAX 1:9',
      'macro ADD 2:9 function-like',
      'struct file 3:8',
      'property file.fd 3:19',
      'property file.in 3:45',
      'property file.read 3:55 function pointer',
      'property file.bits 3:86',
      'struct point 4:27',
      'property point.x 4:22',
      'type_alias point_ptr 4:35',
      'type_alias callback 5:15',
      'struct value 6:7 union',
      'property value.i 6:19',
      'property value.f 6:28',
      'enum color 7:6',
      'enum_member color.RED 7:14',
      'enum_member color.GREEN 7:19',
      'variable shared 8:12 declaration',
      'constant limit 9:18 static',
      'variable a 10:5',
      'variable b 10:9',
      'function declared 11:5 declaration',
      'function run 12:12 static',
      'function older 13:5',
    ]);
  });

  test('carry signature, documentation and whether others see them', async () => {
    const facts = await factsOf(`/**
 * Reads a file.
 */
static int
run(struct file *f)
{
	return 0;
}
int before; /* of before */
int after; // not of last
int last(void);
`);
    expect(describeDefinition(facts, 'run')).toMatchObject({
      signature: 'static int run(struct file *f)',
      documentation: 'Reads a file.',
      exported: 'false',
      lines: '4-8',
    });
    expect(describeDefinition(facts, 'last')).toMatchObject({ documentation: '', exported: 'true' });
    expect(describeDefinition(facts, 'after')).toMatchObject({ documentation: '' });
  });

  test('are found in both branches of a condition, unless only one is whole', async () => {
    const source = `#ifdef A
int one(void) { return 1; }
#else
int two(void) { return 2; }
#endif
#if 0
int dead(void) { return 0; }
#endif
#ifdef B
int first(int a) {
#else
int second(int a, int b) {
#endif
  return a;
}
#ifdef __cplusplus
extern "C" {
#endif
int after(void);
#ifdef __cplusplus
}
#endif
`;
    expect(await definitionsOf(source)).toEqual([
      'function one 2:5',
      'function two 4:5',
      'function first 10:5',
      'function after 19:5 declaration',
    ]);
  });

  test('are found behind macros that stand for attributes, and made by macros with a body', async () => {
    const source = `API_EXPORT int api(void) { return 1; }
static int __init setup(void) { return 0; }
int CALLCONV called(int a) { return a; }
SYSCALL_DEFINE2(open, int, flags) { return flags; }
EXPORT_SYMBOL(api);
int next(void) { return 1; }
`;
    expect(await definitionsOf(source)).toEqual([
      'function api 1:16',
      'function setup 2:19 static',
      'function called 3:14',
      'function open 4:17 SYSCALL_DEFINE2',
      'function next 6:5',
    ]);
  });

  test('are found behind a macro of many lines with comments', async () => {
    const source =
      '#define LONG(a) do { \\\n  if (a) x = 0; /* one, */ \\\n  /* two */ \\\n} while (0)\n\nint after(void) { return 1; }\n';
    expect(await definitionsOf(source)).toEqual(['macro LONG 1:9 function-like', 'function after 6:5']);
  });

  test('are as many as a large file has', async () => {
    const source = Array.from({ length: 20_000 }, (_, n) => `int f${n}(void) { return g${n}(1); }\n`).join(
      '',
    );
    expect((await definitionsOf(source)).length).toBe(20_000);
  });
});
