import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Call edges of sources: `main.c::run -> util.c::help`. */
async function callsOf(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources(sources));
  return [...new Set(lines.map((line) => line.replace(/ @.*/, '')))];
}

/** Call edges within one file, without its path. */
async function callsIn(source: string): Promise<string[]> {
  return (await callsOf({ 'a.c': source })).map((line) => line.replaceAll('a.c::', ''));
}

describe('a function of another file', () => {
  test('is called by its body through the header that declares it, and defined once', async () => {
    const sources = {
      'main.c': '#include "util.h"\nint main(void) { help(); only(); return missing(); }\n',
      'util.h': 'int help(void);\nint only(void);\n',
      'util.c': '#include "util.h"\nint help(void) { return 1; }\n',
    };
    const lines = await linkSources(sources);
    expect(linesOf('CALLS', lines)).toEqual([
      'main.c::main -> util.c::help @2 import',
      'main.c::main -> util.h::only @2 import',
    ]);
    expect(linesOf('DEFINES', lines)).toEqual([
      'main.c -> main.c::main',
      'util.c -> util.c::help',
      'util.h -> util.h::only',
    ]);
  });

  test('is seen through includes of includes, and declared in the calling file', async () => {
    const calls = await callsOf({
      'main.c': '#include "all.h"\nextern int direct(void);\nint main(void) { deep(); return direct(); }\n',
      'all.h': '#include "sub/deep.h"\n',
      'sub/deep.h': 'static inline int deep(void) { return 1; }\n',
      'x.c': 'int direct(void) { return 1; }\n',
    });
    expect(calls).toEqual(['main.c::main -> sub/deep.h::deep', 'main.c::main -> x.c::direct']);
  });

  test('is of the program that the caller is of', async () => {
    const util = (n: number) => `#include "util.h"\nvoid die(void) { exit(${n}); }\n`;
    const calls = await callsOf({
      'a/main.c': '#include "util.h"\nint main(void) { die(); return 0; }\n',
      'a/util.h': 'void die(void);\n',
      'a/util.c': util(1),
      'b/main.c': '#include "util.h"\nint main(void) { die(); return 0; }\n',
      'b/util.h': 'void die(void);\n',
      'b/util.c': util(2),
    });
    expect(calls).toEqual(['a/main.c::main -> a/util.c::die', 'b/main.c::main -> b/util.c::die']);
  });

  test('is each variant where nothing tells them apart', async () => {
    const calls = await callsOf({
      'core/run.c': '#include "arch.h"\nvoid run(void) { halt(); }\n',
      'include/arch.h': 'void halt(void);\n',
      'arch/arm/halt.c': '#include "arch.h"\nvoid halt(void) {}\n',
      'arch/x86/halt.c': '#include "arch.h"\nvoid halt(void) {}\n',
    });
    expect(calls).toEqual([
      'core/run.c::run -> arch/arm/halt.c::halt',
      'core/run.c::run -> arch/x86/halt.c::halt',
    ]);
  });
});

describe('what must not be found', () => {
  test('is a static function of another file, and one that no include declares', async () => {
    const calls = await callsOf({
      'a.c': 'static void help(void) {}\nvoid a(void) { help(); }\n',
      'b.c': 'static void help(void) {}\nvoid b(void) { help(); hidden(); }\n',
      'c.c': 'void hidden(void) {}\nvoid c(void) { help(); }\n',
    });
    expect(calls).toEqual(['a.c::a -> a.c::help', 'b.c::b -> b.c::help']);
  });

  test('is what a parameter or local variable hides', async () => {
    expect(
      await callsIn('void f(void) {}\nvoid g(void (*f)(void)) { f(); }\nvoid h(void) { int f = 1; f(); }\n'),
    ).toEqual([]);
  });

  test('is a field of the same name of another struct', async () => {
    const source = `struct a { void (*run)(void); };
struct b { void (*run)(void); };
static void one(void) {}
static void two(void) {}
static struct a x = { .run = one };
static struct b y = { .run = two };
void f(struct a *p) { p->run(); }
`;
    expect(await callsIn(source)).toEqual(['f -> one']);
  });
});

describe('pointers to functions', () => {
  test('are followed through tables, with and without names', async () => {
    const calls = await callsOf({
      'ops.h':
        'struct file;\nstruct ops { int size; int (*open)(struct file *); int (*read)(struct file *); };\nstruct file { const struct ops *ops; };\n',
      'one.c':
        '#include "ops.h"\nstatic int my_read(struct file *f) { return 1; }\nconst struct ops one = { .read = my_read };\n',
      'two.c':
        '#include "ops.h"\nstatic int my_open(struct file *f) { return 1; }\nconst struct ops two = { 3, my_open };\n',
      'use.c': '#include "ops.h"\nint use(struct file *f) { f->ops->open(f); return (*f->ops->read)(f); }\n',
    });
    expect(calls).toEqual(['use.c::use -> one.c::my_read', 'use.c::use -> two.c::my_open']);
  });

  test('are followed through variables, parameters, results and arrays', async () => {
    const source = `typedef int (*fn)(int);
static int a(int x) { return x; }
static int b(int x) { return x; }
static int c(int x) { return x; }
static int d(int x) { return x; }
static fn pick(void) { return c; }
static fn table[] = { d };
static int apply(fn f) { return f(1); }
int run(int n) {
  fn f = a;
  f(1);
  if (n) f = b;
  f(2);
  pick()(3);
  table[0](4);
  return apply(b);
}
`;
    const calls = await callsIn(source);
    expect(calls).toEqual([
      'apply -> b',
      'run -> a',
      'run -> apply',
      'run -> b',
      'run -> c',
      'run -> d',
      'run -> pick',
    ]);
  });

  test('are called by the library that is given them', async () => {
    expect(
      await callsIn(
        'static int cmp(const void *a, const void *b) { return 0; }\nvoid f(void) { qsort(x, 1, 2, cmp); }\n',
      ),
    ).toEqual(['f -> cmp']);
  });
});

describe('macros', () => {
  test('are called, and call what their text does', async () => {
    expect(
      await callsIn(
        'static void log_at(int level) {}\n#define LOG(level) log_at(level)\n#define alias log_at\nvoid f(void) { LOG(1); alias(2); }\n',
      ),
    ).toEqual(['LOG -> log_at', 'f -> LOG', 'f -> log_at']);
  });
});

test('a function that a macro passes on is referred to', async () => {
  const source = 'static int get(void) { return 1; }\n#define MAKE(name) add(name, get)\n';
  expect(linesOf('REFERENCES', await linkSources({ 'a.c': source }))).toEqual([
    'a.c::MAKE -> a.c::get @2 value lexical',
  ]);
});

describe('types', () => {
  test('of parameters, fields, results and casts are followed', async () => {
    const calls = await callsOf({
      't.h':
        'struct in { void (*go)(void); };\nstruct out { struct in *in; };\ntypedef struct out out_t;\nstruct out *make(void);\n',
      'a.c': `#include "t.h"
static void go(void) {}
static struct in it = { .go = go };
struct out *make(void) { return 0; }
void by_call(void) { make()->in->go(); }
void by_cast(void *p) { ((struct in *)p)->go(); }
void by_alias(out_t o) { o.in->go(); }
void by_macro(void *p) { container_of(p, struct in, go)->go(); }
`,
    });
    expect(calls).toEqual([
      'a.c::by_alias -> a.c::go',
      'a.c::by_call -> a.c::go',
      'a.c::by_call -> a.c::make',
      'a.c::by_cast -> a.c::go',
      'a.c::by_macro -> a.c::go',
    ]);
  });

  test('that are only named are completed by the nearest definition', async () => {
    const lines = linesOf(
      'REFERENCES',
      await linkSources({
        'h.h': 'struct opaque;\nvoid use(struct opaque *o);\n',
        'lib/o.c': '#include "../h.h"\nstruct opaque { int x; };\n',
      }),
    );
    expect(lines).toEqual([
      'h.h -> lib/o.c::opaque @1 type import',
      'h.h::use -> lib/o.c::opaque @2 type import',
    ]);
  });

  test('and values are referred to', async () => {
    const lines = linesOf(
      'REFERENCES',
      await linkSources({
        'a.c':
          '#define MAX 3\nenum e { ONE };\nstruct s { int n; };\nstatic int count;\nvoid g(void);\nint f(struct s *p) { count = MAX; p->n++; h(g); return p->n + ONE; }\n',
      }),
    );
    expect(lines).toEqual([
      'a.c::f -> a.c::MAX @6 value lexical',
      'a.c::f -> a.c::count @6 write lexical',
      'a.c::f -> a.c::e.ONE @6 read lexical',
      'a.c::f -> a.c::g @6 value lexical',
      'a.c::f -> a.c::s @6 type lexical',
      'a.c::f -> a.c::s.n @6 read inferred_type',
      'a.c::f -> a.c::s.n @6 write inferred_type',
    ]);
  });
});
