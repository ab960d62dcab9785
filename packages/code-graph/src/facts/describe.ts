import { definitionKinds, importKinds } from '@gkg/ontology';
import {
  baseField,
  baseRelations,
  baseStride,
  callFlags,
  classField,
  classStride,
  definitionField,
  definitionStride,
  exportField,
  exportStride,
  type Facts,
  functionField,
  functionStride,
  importField,
  importStride,
  memberField,
  memberPlaces,
  memberStride,
  opcodes,
  siteAccesses,
  siteField,
  siteKinds,
  siteStride,
} from './facts.ts';

/** Facts as lines for a person or a test to read; each list is in the order of the file. */
export interface DescribedFacts {
  /** `method A.f 3:7 static`: kind, qualified name, place of the name, subkind. */
  readonly definitions: string[];
  /** `from a import b as c (named)`. */
  readonly imports: string[];
  /** `call f 3:7 in A.g`, `reference x.name 3:7 read in A.g`; members are shown with a leading dot. */
  readonly sites: string[];
  /** `A.name instance`. */
  readonly members: string[];
  /** `B extends 4:9`: the class, the relation, the line. */
  readonly bases: string[];
  readonly exports: string[];
  /** `s4 = load s3 .name`. */
  readonly operations: string[];
}

export function describeFacts(facts: Facts): DescribedFacts {
  return {
    definitions: rowsOf(facts.definitions, definitionStride).map((row) => definitionLine(facts, row)),
    imports: rowsOf(facts.imports, importStride).map((row) => importLine(facts, row)),
    sites: rowsOf(facts.sites, siteStride).map((row) => siteLine(facts, row)),
    members: rowsOf(facts.members, memberStride).map((row) => memberLine(facts, row)),
    bases: rowsOf(facts.bases, baseStride).map((row) => baseLine(facts, row)),
    exports: rowsOf(facts.exports, exportStride).map((row) => text(facts, row[exportField.name])),
    operations: operationLines(facts),
  };
}

/** The columns of one definition by name, strings resolved: for looking at a signature or a docstring. */
export function describeDefinition(facts: Facts, qualifiedName: string): Record<string, string> | undefined {
  const rows = rowsOf(facts.definitions, definitionStride);
  const row = rows.find(
    (candidate) => text(facts, candidate[definitionField.qualifiedName]) === qualifiedName,
  );
  if (row === undefined) return undefined;
  return {
    kind: definitionKinds[row[definitionField.kind]!]!,
    subkind: text(facts, row[definitionField.subkind]),
    signature: text(facts, row[definitionField.signature]),
    documentation: text(facts, row[definitionField.documentation]),
    visibility: text(facts, row[definitionField.visibility]),
    exported: String(row[definitionField.exported] === 1),
    lines: `${row[definitionField.startLine]}-${row[definitionField.endLine]}`,
  };
}

function rowsOf(columns: Int32Array, stride: number): Int32Array[] {
  const count = columns.length / stride;
  return Array.from({ length: count }, (_, row) => columns.subarray(row * stride, (row + 1) * stride));
}

function text(facts: Facts, index: number | undefined): string {
  return index === undefined || index === -1 ? '' : (facts.strings[index] ?? '?');
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function nameOf(facts: Facts, definition: number): string {
  if (definition === -1) return '(module)';
  return text(facts, facts.definitions[definition * definitionStride + definitionField.qualifiedName]);
}

function classNameOf(facts: Facts, cls: number): string {
  return nameOf(facts, facts.classes[cls * classStride + classField.definition] ?? -1);
}

function definitionLine(facts: Facts, row: Int32Array): string {
  const kind = definitionKinds[row[definitionField.kind]!]!;
  const place = `${row[definitionField.nameLine]}:${row[definitionField.nameColumn]}`;
  return words(
    kind,
    text(facts, row[definitionField.qualifiedName]),
    place,
    text(facts, row[definitionField.subkind]),
  );
}

function importLine(facts: Facts, row: Int32Array): string {
  const alias = text(facts, row[importField.alias]);
  const name = text(facts, row[importField.name]);
  const kind = importKinds[row[importField.kind]!]!;
  const renamed = alias === '' ? '' : `as ${alias}`;
  return words('from', text(facts, row[importField.specifier]), 'import', name, renamed, `(${kind})`);
}

function siteLine(facts: Facts, row: Int32Array): string {
  const isCall = row[siteField.kind] === siteKinds.call;
  const dot = row[siteField.receiver] === -1 ? '' : '.';
  const owner = facts.functions[row[siteField.function]! * functionStride + functionField.owner]!;
  return words(
    isCall ? 'call' : 'reference',
    `${dot}${text(facts, row[siteField.name])}` || '(value)',
    `${row[siteField.line]}:${row[siteField.column]}`,
    isCall ? '' : siteAccesses[row[siteField.access]!]!,
    `in ${nameOf(facts, owner)}`,
  );
}

function memberLine(facts: Facts, row: Int32Array): string {
  const cls = classNameOf(facts, row[memberField.class]!);
  return words(`${cls}.${text(facts, row[memberField.name])}`, keyOf(memberPlaces, row[memberField.place]!));
}

function baseLine(facts: Facts, row: Int32Array): string {
  const relation = keyOf(baseRelations, row[baseField.relation]!);
  return words(classNameOf(facts, row[baseField.class]!), relation, `s${row[baseField.slot]}`);
}

function keyOf(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find((key) => table[key] === value) ?? String(value);
}

/** Operands by opcode: `s` a slot, `t` a string, `n` a number, `-` left out. */
const operandForms: Readonly<Record<string, string>> = {
  copy: 'ss',
  function: 'sn',
  class: 'sn',
  object: 'sn',
  free: 'st',
  load: 'sst-',
  store: 'sts-',
  element: 'ss',
  put: 'ss',
  instance: 'ss',
  declare: 'ss',
  super: 'snt-',
  call: 'sss-n',
  item: 'sst',
  constant: 'snt-',
  around: 'snts--',
  arguments: 'sn',
  ofReceiver: 'stt',
  enclosed: 'snstt-',
  module: 'sn',
};

function operationLines(facts: Facts): string[] {
  const lines: string[] = [];
  const { operations } = facts;
  for (let at = 0; at < operations.length;) {
    const opcode = keyOf(opcodes, operations[at]!);
    const form = operandForms[opcode] ?? '';
    const operands = Array.from(form, (letter, i) => operandText(facts, letter, operations[at + 1 + i]!));
    at += 1 + form.length;
    if (opcode === 'call') {
      operands.push(...callArguments(facts, at));
      at += 1 + 2 * operations[at]!;
    }
    lines.push(words(opcode, ...operands));
  }
  return lines;
}

function callArguments(facts: Facts, at: number): string[] {
  const count = facts.operations[at]!;
  const flag = keyOf(callFlags, facts.operations[at - 1]!);
  const values = Array.from({ length: count }, (_, i) => {
    const [slot, keyword] = [facts.operations[at + 1 + 2 * i]!, facts.operations[at + 2 + 2 * i]!];
    return keyword < 0 ? `s${slot}` : `${text(facts, keyword)}=s${slot}`;
  });
  return [`(${values.join(', ')})`, flag === 'none' ? '' : flag];
}

function operandText(facts: Facts, letter: string, word: number): string {
  if (letter === 's') return word === -1 ? '_' : `s${word}`;
  if (letter === 't') return `.${text(facts, word)}`;
  return letter === 'n' ? `#${word}` : '';
}
