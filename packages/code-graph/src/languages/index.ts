import { extname } from 'node:path/posix';
import { c } from './c/index.ts';
import { cpp } from './cpp/index.ts';
import { javascript, svelte, tsx, typescript, vue } from './ecmascript/index.ts';
import { csharp } from './csharp/index.ts';
import { go } from './go/index.ts';
import type { Language } from './language.ts';
import { php } from './php/index.ts';
import { python } from './python/index.ts';
import { ruby } from './ruby/index.ts';
import { rust } from './rust/index.ts';

export const languages: readonly Language[] = [
  c,
  cpp,
  python,
  typescript,
  tsx,
  javascript,
  vue,
  svelte,
  ruby,
  go,
  php,
  rust,
  csharp,
];

const byExtension = new Map(
  languages.flatMap((language) => language.extensions.map((e) => [e, language] as const)),
);

/** The language that the path's extension stands for. */
export function languageOfPath(path: string): Language | undefined {
  return byExtension.get(extname(path).slice(1).toLowerCase());
}
