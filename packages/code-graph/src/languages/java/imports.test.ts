import { expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

test('imports name classes, nested classes, static members and whole packages', async () => {
  const lines = linesOf(
    'IMPORTS',
    await linkSources({
      'src/main/java/a/A.java': `package a;
public class A { public static class In { public static void deep() {} } public static void f() {} public static int n; }
`,
      'src/main/java/b/B.java': `package b;
import a.A;
import a.A.In;
import static a.A.f;
import static a.A.In.deep;
import static a.A.*;
import a.*;
import java.util.List;
import a.none.Other;
`,
    }),
  );
  const at = 'src/main/java/b/B.java::import';
  expect(lines.filter((line) => line.startsWith(at)).map((line) => line.slice(at.length + 1))).toEqual([
    'a * -> src/main/java/a/A.java @7',
    'a A -> src/main/java/a/A.java::A @2',
    'a.A In -> src/main/java/a/A.java::A.In @3',
    'a.A f -> src/main/java/a/A.java::A.f @4',
    'a.A.In deep -> src/main/java/a/A.java::A.In.deep @5',
  ]);
});
