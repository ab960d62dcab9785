import {
  baseField,
  baseStride,
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
  memberStride,
  parameterField,
  parameterStride,
  siteField,
  siteStride,
  variableField,
  variableStride,
} from '../facts/facts.ts';

/** What the number in a column points into. */
type Target = 'string' | 'slot' | 'definition' | 'function' | 'class' | 'variable' | 'import';

interface TableForm {
  readonly stride: number;
  readonly columns: Readonly<Record<number, Target>>;
}

/** Columns by the names of their fields; those that hold no index are left out. */
function form<Field extends string>(
  stride: number,
  fields: Readonly<Record<Field, number>>,
  targets: Readonly<Partial<Record<Field, Target>>>,
): TableForm {
  const columns = Object.entries(targets).map(([field, target]) => [fields[field as Field], target]);
  return { stride, columns: Object.fromEntries(columns) as Record<number, Target> };
}

const forms = {
  definitions: form(definitionStride, definitionField, {
    name: 'string',
    qualifiedName: 'string',
    subkind: 'string',
    parent: 'definition',
    signature: 'string',
    documentation: 'string',
    visibility: 'string',
    class: 'class',
    function: 'function',
  }),
  functions: form(functionStride, functionField, {
    definition: 'definition',
    owner: 'definition',
    class: 'class',
    thisSlot: 'slot',
    returnSlot: 'slot',
  }),
  parameters: form(parameterStride, parameterField, { slot: 'slot', name: 'string' }),
  classes: form(classStride, classField, { definition: 'definition', globalName: 'string', outer: 'class' }),
  bases: form(baseStride, baseField, { class: 'class', slot: 'slot' }),
  members: form(memberStride, memberField, {
    class: 'class',
    name: 'string',
    definition: 'definition',
    slot: 'slot',
  }),
  variables: form(variableStride, variableField, {
    name: 'string',
    slot: 'slot',
    definition: 'definition',
    import: 'import',
  }),
  imports: form(importStride, importField, {
    specifier: 'string',
    name: 'string',
    alias: 'string',
    slot: 'slot',
  }),
  exports: form(exportStride, exportField, {
    name: 'string',
    variable: 'variable',
    import: 'import',
    slot: 'slot',
  }),
  sites: form(siteStride, siteField, {
    function: 'function',
    variable: 'variable',
    name: 'string',
    receiver: 'slot',
    slot: 'slot',
  }),
} as const satisfies Partial<Record<keyof Facts, TableForm>>;

type TableName = keyof typeof forms;

/** What is wrong with facts of a source: indexes out of range, places outside of the file. */
export function problemsOf(facts: Facts, source: string): string[] {
  const count = (name: TableName) => facts[name].length / forms[name].stride;
  const bounds: Readonly<Record<Target, number>> = {
    string: facts.strings.length,
    slot: facts.slotCount,
    definition: count('definitions'),
    function: count('functions'),
    class: count('classes'),
    variable: count('variables'),
    import: count('imports'),
  };
  const problems = (Object.keys(forms) as TableName[]).flatMap((name) =>
    indexProblems(name, facts[name], bounds),
  );
  return [...problems, ...placeProblems(facts, source)].slice(0, 5);
}

function indexProblems(
  name: TableName,
  rows: Int32Array,
  bounds: Readonly<Record<Target, number>>,
): string[] {
  const { stride, columns }: TableForm = forms[name];
  if (rows.length % stride !== 0) return [`${name} has a part of a row`];
  const problems: string[] = [];
  for (let at = 0; at < rows.length; at++) {
    const target = columns[at % stride];
    if (target === undefined || (rows[at]! >= -1 && rows[at]! < bounds[target])) continue;
    problems.push(`${name} ${String(Math.floor(at / stride))}: ${target} ${String(rows[at])}`);
  }
  return problems;
}

const placeColumns: readonly (readonly [number, number])[] = [
  [definitionField.startLine, definitionField.startColumn],
  [definitionField.endLine, definitionField.endColumn],
  [definitionField.nameLine, definitionField.nameColumn],
];

function placeProblems(facts: Facts, source: string): string[] {
  const lengths = source.split('\n').map((line) => line.length);
  const problems: string[] = [];
  const check = (what: string, line: number, column: number) => {
    if (line >= 1 && line <= lengths.length && column >= 1 && column <= lengths[line - 1]! + 1) return;
    problems.push(`${what} at ${String(line)}:${String(column)} is outside of the file`);
  };
  for (let row = 0; row < facts.definitions.length; row += definitionStride) {
    for (const [line, column] of placeColumns)
      check('definition', facts.definitions[row + line]!, facts.definitions[row + column]!);
  }
  for (let row = 0; row < facts.sites.length; row += siteStride)
    check('site', facts.sites[row + siteField.line]!, facts.sites[row + siteField.column]!);
  for (let row = 0; row < facts.imports.length; row += importStride)
    check('import', facts.imports[row + importField.line]!, 1);
  for (let row = 0; row < facts.bases.length; row += baseStride)
    check('base', facts.bases[row + baseField.line]!, 1);
  return problems;
}
