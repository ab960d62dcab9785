import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** `import "a/b"`, `import c "a/b"`, `import . "a/b"`, `import _ "a/b"` */
export function readImports(reading: Reading, declarations: readonly Node[]): void {
  const { tree } = reading;
  for (const node of declarations) {
    if (tree.kind(node) === 'import_declaration')
      for (const part of parts(tree, node)) readPart(reading, part);
  }
}

function readPart(reading: Reading, node: Node): void {
  const { tree } = reading;
  if (tree.kind(node) === 'import_spec') readSpec(reading, node);
  else for (const part of parts(tree, node)) readPart(reading, part);
}

function readSpec(reading: Reading, at: Node): void {
  const { tree, facts } = reading;
  const specifier = textOfString(tree, tree.child(at, 'path'));
  if (specifier === undefined || specifier === '') return;
  const nameNode = tree.child(at, 'name');
  const alias = nameNode === noNode ? '' : tree.text(nameNode);
  if (alias === '_') return void facts.import({ specifier, name: '', kind: 'side_effect', at });
  if (alias === '.') return void facts.import({ specifier, name: '*', kind: 'wildcard', at });
  const imported = facts.import({ specifier, name: '*', alias, kind: 'namespace', at });
  const name = alias === '' ? packageNameIn(tree.source, specifier) : alias;
  facts.bindImport(name, imported);
}

/**
 * The name that an imported package has: the last part of its path, as a rule. Of `gopkg.in/yaml.v3`,
 * `github.com/a/go-b/v2` and the like it is the likeliest that the file uses.
 */
function packageNameIn(source: string, specifier: string): string {
  const segments = specifier.split('/').filter((segment) => !/^v\d+$/.test(segment));
  const last = segments.at(-1) ?? specifier;
  const plain = last.replace(/\.v\d+$/, '');
  const forms = [plain, plain.replace(/^go[-.]/, ''), plain.replace(/[-.]go$/, '')];
  const likely = [...forms.map((form) => form.replaceAll(/[-.]/g, '')), plain.split(/[-.]/).at(-1)!];
  const names = likely.filter((name) => /^[\p{L}_][\p{L}\d_]*$/u.test(name));
  return names.find((name) => source.includes(`${name}.`)) ?? names[0] ?? last;
}
