const cppOnly = new RegExp(
  [
    /^[ \t]*(?:inline[ \t]+)?namespace\b/,
    /^[ \t]*template[ \t]*</,
    /^[ \t]*(?:public|private|protected)[ \t]*:/,
    /^[ \t]*class[ \t]+[\w:]+(?:[ \t]+\w+)*[ \t]*(?:[;{]|:[^:]|$)/,
    /^[ \t]*using[ \t]+(?:namespace[ \t]+)?\w[\w:]*[ \t]*[=;]/,
    /^[ \t]*virtual[ \t]/,
    /^[ \t]*#[ \t]*include[ \t]*<(?:string|vector|map|memory|cstd\w+|functional|utility|iostream|type_traits|set)>/,
    /\bstd::\w/,
    /\boperator[ \t]*(?:[=+\-*/<>!]|\[\]|\(\))/,
    /\)[ \t]*(?:const[ \t]*)?(?:noexcept|override)\b/,
    /\b(?:static_cast|constexpr[ \t]+\w)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);
const guarded =
  /^[ \t]*#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*\(?[ \t]*)__cplusplus[^]*?^[ \t]*#[ \t]*(?:endif|else)\b/gm;
const comments = /\/\*[^]*?\*\/|\/\/[^\n]*/g;

/** Whether a header is C++: it says what C has no words for, and not only where a C++ compiler reads it. */
export function isCpp(source: string): boolean {
  if (!cppOnly.test(source)) return false;
  return cppOnly.test(source.replaceAll(guarded, '').replaceAll(comments, ''));
}
