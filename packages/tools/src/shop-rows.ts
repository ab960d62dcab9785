/** Rows of the shop's graph: of each is said what the tests ask for, and all else is as it would be. */
import type { EdgeRows, NodeLabel, Row } from '@gkg/ontology';

export function edges(label: EdgeRows['label'], from: NodeLabel, to: NodeLabel, rows: Row[]): EdgeRows {
  return { label, from, to, rows };
}

export function file(
  path: string,
  language: string,
  lines: number,
  sites: number,
  unresolved: number,
  skipped = '',
): Row {
  const name = path.split('/').at(-1) ?? '';
  return [
    path,
    name,
    `.${name.split('.').at(-1)}`,
    language,
    lines * 30,
    lines,
    `blob of ${path}`,
    skipped,
    sites,
    unresolved,
    0,
  ];
}

interface Extras {
  readonly subkind?: string;
  readonly documentation?: string;
  readonly visibility?: string;
  readonly exported?: boolean;
}

export function python(
  path: string,
  name: string,
  kind: string,
  start: number,
  end: number,
  extras: Extras = {},
): Row {
  const fqn = `${path.slice(0, -3).replaceAll('/', '.')}.${name}`;
  return definition(
    [path, fqn, name],
    kind,
    [start, end],
    `${kind === 'class' ? 'class' : 'def'} ${last(name)}`,
    extras,
  );
}

export function script(path: string, name: string, kind: string, start: number, end: number): Row {
  return definition([path, `${path.slice(0, -3)}.${name}`, name], kind, [start, end], last(name), {
    exported: true,
  });
}

function definition(
  [path, fqn, name]: readonly [string, string, string],
  kind: string,
  [start, end]: readonly [number, number],
  signature: string,
  extras: Extras,
): Row {
  return [
    `${path}::${name}`,
    fqn,
    last(name),
    kind,
    extras.subkind ?? '',
    path,
    start,
    1,
    end,
    20,
    start,
    5,
    signature,
    extras.documentation ?? '',
    extras.visibility ?? 'public',
    extras.exported ?? false,
  ];
}

function last(name: string): string {
  return name.split('.').at(-1) ?? name;
}
