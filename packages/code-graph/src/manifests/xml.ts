import { parseXml, XmlElement } from '@rgrove/parse-xml';

/**
 * Elements of an XML file. The parser knows no entities but XML's own five and reads no document type,
 * so no text can grow or reach out of the file.
 *
 * @throws when the text is not well-formed.
 */
export function parseElements(text: string): XmlElement {
  const { root } = parseXml(text);
  if (root === null) throw new SyntaxError('No element');
  return root;
}

export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  if (element === undefined) return [];
  return element.children.filter(
    (child) => child instanceof XmlElement && child.name === name,
  ) as XmlElement[];
}

/** The elements that a path of names leads to. */
export function elementsAt(element: XmlElement | undefined, ...names: readonly string[]): XmlElement[] {
  let at = element === undefined ? [] : [element];
  for (const name of names) at = at.flatMap((each) => childrenNamed(each, name));
  return at;
}

/** The text of the only child of the name, without white space around it; '' where there is none. */
export function childText(element: XmlElement | undefined, name: string): string {
  return childrenNamed(element, name)[0]?.text.trim() ?? '';
}

export function childElements(element: XmlElement | undefined): XmlElement[] {
  return (element?.children ?? []).filter((child) => child instanceof XmlElement);
}
