/**
 * Takes the conditional directives out of a source, at equal length, so that the grammar sees one program.
 *
 * Both branches of a condition stay where each is whole by itself, so that all of them are read. Where a branch
 * opens a bracket that only what follows the condition closes (`if (a) {` beside `if (b) {`), only the first
 * branch stays. `#if 0` and what is for the other language (`#ifdef __cplusplus`) go.
 */
export function prepareConditionals(source: string): string {
  return withoutAttributes(prepare(source, false));
}

const leading =
  /^([ \t]*)([A-Z][A-Z0-9_]{2,}(?:\([^()\n]*\))?(?:[ \t]+[A-Z][A-Z0-9_]{2,}(?:\([^()\n]*\))?)*)(?=[ \t]+(?:[A-Za-z_][\w:]*(?:<[^<>;()\n]*>)?[ \t*&]+)+[A-Za-z_~][\w:]*[ \t]*[({;=])/gm;
const trailing =
  /(?<=[\w)\]][ \t\n]*)\b[A-Z_]*(?:GUARDED|_LOCK|LOCK_|UNLOCK|REQUIRES|EXCLUDES|ATTRIBUTE|NOEXCEPT|OVERRIDE|DEPRECATED|WARN_UNUSED|NODISCARD|NORETURN|NONNULL|THREAD_SAFETY)[A-Z_]*(?:\([^()\n]*\))?(?=[ \t\n]*[;{=])/g;

/**
 * Takes out macros that stand for attributes: a word in capitals before a declaration that is whole without it
 * (`API int f(void);`), and after one the words that are known from annotations of locks and the like.
 */
export function withoutAttributes(source: string): string {
  return withoutCapitals(
    source.includes('__') || source.includes('asmlinkage') ? source.replaceAll(kernelWords, blanks) : source,
  );
}

/** Words that the Linux kernel and compilers put before and behind what is declared. */
const kernelWords =
  /\b(?:__(?:(?:net_|mem|cpu|dev)?(?:init|exit)(?:_?data|_?const|_or_module)*|user|iomem|percpu|rcu|force|must_check|always_inline|noinline|cold|hot|pure|weak|used|unused|maybe_unused|always_unused|refdata|ref|sched|read_mostly|ro_after_init|visible|latent_entropy|kprobes|packed|extension__|restrict(?:__)?|inline(?:__)?|volatile__|private|nocast|bitwise|designated_init|randomize_layout|malloc|noreturn|deprecated|flatten|no_sanitize_\w+|(?:aligned|acquires|releases|must_hold|printf|scanf|section|alloc_size|attribute_const|assume_aligned|diagnose_as|counted_by|declspec)[ \t]*\([^()\n]*\))|asmlinkage|notrace|noinstr|noinline(?:_for_stack)?|____cacheline_aligned(?:_in_smp)?)(?![\w(])/g;

function withoutCapitals(source: string): string {
  const known = modifierWords.test(source) ? source.replaceAll(modifiers, blanks) : source;
  const text = known.replaceAll(leading, (_, gap: string, macro: string) => gap + ' '.repeat(macro.length));
  return trailingWords.test(text) ? text.replaceAll(trailing, blanks) : text;
}

const modifierWords = /[A-Z](?:CONSTEXPR|INLINE|_API|EXPORT|NODISCARD|DEPRECATED|EXPLICIT)/;
const modifiers =
  /(?<!#[ \t]*define[ \t]+)\b[A-Z][A-Z0-9_]*(?:CONSTEXPR(?:_?\d\d)?|INLINE|_API|EXPORT|NODISCARD|NOINLINE|DEPRECATED|EXPLICIT|NORETURN|MAYBE_UNUSED)\b(?:\([^()\n]*\))?(?=\s+[A-Za-z_~])/g;

function blanks(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

const trailingWords =
  /GUARDED|LOCK|REQUIRES|EXCLUDES|ATTRIBUTE|NOEXCEPT|OVERRIDE|DEPRECATED|UNUSED|NODISCARD|NORETURN|NONNULL/;

interface Branch {
  readonly condition: string;
  readonly from: number;
  to: number;
}

interface Group {
  readonly branches: Branch[];
}

const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b((?:\\\r?\n|[^\n])*)/gm;

const longMacro = /^[ \t]*#[ \t]*define\b[^\n]*\\\r?\n(?:[^\n]*\\\r?\n)*[^\n]*/gm;

/** The grammar takes a comment for the end of a macro's text, also where the text goes on. */
function withoutCommentsInMacros(source: string): string {
  if (!source.includes('\\\n')) return source;
  return source.replaceAll(longMacro, (macro) =>
    macro.includes('/*')
      ? macro.replaceAll(/\/\*[^]*?\*\//g, (text) => text.replaceAll(/[^\n\\]/g, ' '))
      : macro,
  );
}

export function prepare(text: string, isCpp: boolean): string {
  if (!text.includes('#')) return text;
  const source = withoutCommentsInMacros(text);
  const blanks: [number, number][] = [];
  const open: Group[] = [];
  for (const match of source.matchAll(directive)) {
    const [text, word, condition] = [match[0], match[1]!, match[2]!];
    const end = match.index + text.length;
    blanks.push([match.index, end]);
    const branch: Branch = { condition: `${word} ${condition.trim()}`, from: end, to: end };
    if (word.startsWith('if')) {
      open.push({ branches: [branch] });
      continue;
    }
    const group = open.at(-1);
    if (group === undefined) continue;
    group.branches.at(-1)!.to = match.index;
    if (word === 'endif') {
      open.pop();
      for (const gone of without(source, group, isCpp)) blanks.push([gone.from, gone.to]);
    } else group.branches.push(branch);
  }
  return blanks.length === 0 ? source : blank(source, blanks);
}

/** The branches of a condition that are not read. */
function without(source: string, { branches }: Group, isCpp: boolean): Branch[] {
  const gone = branches.filter(({ condition }) => isDead(condition, isCpp));
  const [first] = branches;
  if (first !== undefined && isNegated(first.condition, isCpp) && branches.length === 2)
    gone.push(branches[1]!);
  const left = branches.filter((branch) => !gone.includes(branch));
  if (left.length < 2 || left.every(({ from, to }) => isWhole(source, from, to))) return gone;
  return [...gone, ...left.slice(1)];
}

function isDead(condition: string, isCpp: boolean): boolean {
  return /^if 0\b(?!\s*[|&?])/.test(condition) || (isCpp ? isForC(condition) : isForCpp(condition));
}

/** Whether the condition always holds, so that what stands beside it does not. */
function isNegated(condition: string, isCpp: boolean): boolean {
  return isCpp ? isForCpp(condition) : isForC(condition);
}

function isForCpp(condition: string): boolean {
  return /^(?:ifdef\s+__cplusplus|if\s+defined\s*\(?\s*__cplusplus\s*\)?)\s*(?:\/[/*].*)?$/.test(condition);
}

function isForC(condition: string): boolean {
  return /^(?:ifndef\s+__cplusplus|if\s+!\s*defined\s*\(?\s*__cplusplus\s*\)?)\s*(?:\/[/*].*)?$/.test(
    condition,
  );
}

/** Whether every bracket that the stretch opens is closed in it, and it ends where a statement may. */
function isWhole(source: string, from: number, to: number): boolean {
  let depth = 0;
  const text = source.slice(from, to).replaceAll(quoted, ' ');
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 40 || code === 91) depth++;
    else if ((code === 125 || code === 41 || code === 93) && --depth < 0) return false;
  }
  return depth === 0;
}

const quoted = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Puts spaces in the place of the stretches and keeps their line ends. */
function blank(source: string, stretches: [number, number][]): string {
  stretches.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const pieces: string[] = [];
  let at = 0;
  for (const [from, to] of stretches) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    pieces.push(source.slice(at, start), source.slice(start, to).replaceAll(/[^\n]/g, ' '));
    at = to;
  }
  pieces.push(source.slice(at));
  return pieces.join('');
}
