import { posix } from 'node:path';
import type { DeclaredDependency, ManifestFormat } from './manifest.ts';
import { pathFrom } from './places.ts';
import { readRequirement } from './python-requirement.ts';

/** `requirements.txt` under the names that are in use: `dev-requirements.txt`, `requirements/base.txt`. */
export const requirementsTxt: ManifestFormat = {
  ecosystem: 'pypi',
  syntax: 'requirements',
  matches(path) {
    const isNamed = /(?:^|[-_.])requirements(?:[-_.][^/]*)?\.(?:txt|in)$/i.test(posix.basename(path));
    return isNamed || /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i.test(path);
  },
  read({ path, text }) {
    const dependencies: DeclaredDependency[] = [];
    const includes: string[] = [];
    for (const line of logicalLines(text)) {
      const included = /^(?:-r|--requirement)[\s=]*(\S+)/.exec(line)?.[1];
      const file = included === undefined ? undefined : pathFrom(path, included);
      if (file !== undefined) includes.push(file);
      const dependency = included === undefined ? readLine(line) : undefined;
      if (dependency !== undefined) dependencies.push(dependency);
    }
    return { dependencies, includes };
  },
};

/** Lines joined at a backslash, without comments. */
function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function readLine(line: string): DeclaredDependency | undefined {
  const isEditable = /^(?:-e|--editable)\b/.test(line);
  if (line.startsWith('-') && !isEditable) return undefined;
  const plain = line.replace(/^(?:-e|--editable)[\s=]*/, '').replace(/\s--?[a-z][\w-]*[= ].*$/, '');
  const address = /^(?:[a-z][a-z+]*:\/\/|git@)\S+/.exec(plain)?.[0];
  if (address === undefined) return isEditable || /^[./]/.test(plain) ? undefined : readRequirement(plain);
  // An address gives no name but in its fragment.
  const name = /[#&]egg=([\w.-]+)/.exec(address)?.[1];
  return name === undefined ? undefined : { name, requirement: address.replace(/#.*$/, '') };
}
