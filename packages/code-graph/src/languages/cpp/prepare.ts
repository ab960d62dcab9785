import { prepare, withoutAttributes } from '../c/conditionals.ts';

/**
 * Rewrites what the grammar cannot read: conditional directives, macros where only C++'s own words may stand
 * (`class API Name`), words of Qt's, and the launch of CUDA kernels.
 */
export function prepareCpp(source: string): string {
  return withoutAttributes(rewrite(prepare(source, true)));
}

const attributeMacro =
  /\b(class|struct|union)([ \t]+)((?:[A-Z][A-Z0-9_]+(?:\([^()\n]*\))?[ \t]+)+)(?=[A-Za-z_][\w:<>, ]*\s*(?:final\s*)?[:{])/g;
const qtWords = /\b(?:Q_SIGNALS|Q_SLOTS|signals|slots)\b(?=\s*:)/g;
const qtMacros = /^[ \t]*(?:Q_OBJECT|Q_GADGET|Q_INVOKABLE|Q_DISABLE_COPY\([^)\n]*\))[ \t]*;?[ \t]*$/gm;
const launch = /<<<[^;]*?>>>(?=\s*\()/g;
const cudaWords = /\b__(?:global|device|host|shared|constant|forceinline)__\b/g;

const namespaceMacro = /^[ \t]*([A-Z][A-Z0-9]*)_(?:BEGIN_NAMESPACE|NAMESPACE_BEGIN)\b(?!\()/gm;
const namespaceEndMacro = /^[ \t]*[A-Z][A-Z0-9]*_(?:END_NAMESPACE|NAMESPACE_END)\b(?!\()/gm;

/** `FMT_BEGIN_NAMESPACE` opens what is called as it begins. */
function openNamespaces(source: string): string {
  if (!source.includes('NAMESPACE')) return source;
  return source
    .replaceAll(namespaceMacro, (text, name: string) =>
      `namespace ${name.toLowerCase()}{`.padEnd(text.length),
    )
    .replaceAll(namespaceEndMacro, (text) => '}'.padEnd(text.length));
}

function rewrite(source: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  let text = openNamespaces(source).replaceAll(
    attributeMacro,
    (_, word: string, gap: string, macros: string) => word + gap + blank(macros),
  );
  if (text.includes('Q_') || text.includes('slots') || text.includes('signals')) {
    text = text
      .replaceAll(qtMacros, blank)
      .replaceAll(/\bsignals(\s*:)/g, 'public $1')
      .replaceAll(/\bQ_SIGNALS(\s*:)/g, 'public   $1')
      .replaceAll(qtWords, blank);
  }
  if (text.includes('<<<')) text = text.replaceAll(launch, blank);
  return text.includes('__') ? text.replaceAll(cudaWords, blank) : text;
}
