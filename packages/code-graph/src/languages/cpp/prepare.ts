import { prepare } from '../c/conditionals.ts';

/**
 * Rewrites what the grammar cannot read: conditional directives, macros where only C++'s own words may stand
 * (`class API Name`), words of Qt's, and the launch of CUDA kernels.
 */
export function prepareCpp(source: string): string {
  return rewrite(prepare(source, true));
}

const attributeMacro =
  /\b(class|struct|union)([ \t]+)((?:[A-Z][A-Z0-9_]+(?:\([^()\n]*\))?[ \t]+)+)(?=[A-Za-z_][\w:<>, ]*\s*(?:final\s*)?[:{])/g;
const qtWords = /\b(?:Q_SIGNALS|Q_SLOTS|signals|slots)\b(?=\s*:)/g;
const qtMacros = /^[ \t]*(?:Q_OBJECT|Q_GADGET|Q_INVOKABLE|Q_DISABLE_COPY\([^)\n]*\))[ \t]*;?[ \t]*$/gm;
const launch = /<<<[^;]*?>>>(?=\s*\()/g;
const cudaWords = /\b__(?:global|device|host|shared|constant|forceinline)__\b/g;

function rewrite(source: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  let text = source.replaceAll(
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
