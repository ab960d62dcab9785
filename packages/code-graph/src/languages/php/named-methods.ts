import type { Node } from '../../syntax/tree.ts';
import type { DocComment } from './doc-comments.ts';
import { methodKey } from './members.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

const plainName = /^[A-Za-z_]\w*$/;

/** Attributes and tags with the name of a method of the class, and of another test that is run before. */
const attributes = /(?:^|\\)(?:DataProvider|Depends)$/;
const tags = /@(?:dataProvider|depends)\s+(\w+)/g;

/** Methods that a test's comment names: `@dataProvider rows`. They are its class's own, or are not found. */
export function readNamedProviders({ facts }: Reading, doc: DocComment, nameNode: Node): void {
  if (!doc.text.includes('@d')) return;
  for (const [, name = ''] of doc.text.matchAll(tags)) {
    facts.load(facts.this(), methodKey(name), nameNode, 'value');
  }
}

/** `#[DataProvider('rows')]` */
export function readNamedProvider(reading: Reading, name: string, list: Node): void {
  const { tree, scope } = reading;
  if (!attributes.test(name) || scope.class === null) return;
  const [argument] = parts(tree, list);
  if (argument !== undefined) referToOwnMethod(reading, firstPart(tree, argument));
}

/** What a class that listens to events gives by this name are names of its own methods. */
const listing = 'getsubscribedevents';

/** The names of methods in what `getSubscribedEvents` returns: `['saved' => 'onSaved']`. */
export function readSubscribedMethods(reading: Reading, name: string, body: Node): void {
  if (name.toLowerCase() !== listing) return;
  const { tree } = reading;
  const end = body === -1 ? -1 : tree.end(body);
  for (let node = body; node !== -1 && node < tree.count && tree.start(node) < end; node++) {
    if (kindOf(tree, node) === 'string') referToOwnMethod(reading, node);
  }
}

function referToOwnMethod(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  const name = textOfString(tree, node);
  if (name === undefined || !plainName.test(name) || scope.class === null) return;
  facts.load(scope.class.value, methodKey(name), node, 'value');
}
