/**
 * How our calls are held against a witness that resolves every name (a SCIP index).
 *
 * A witness says no more than what each name means. So the call sites come from a third party, a parser.
 * - An edge *agrees* when the witness names its target. A constructor and its class are one: witnesses
 *   differ in which of the two `new C()` names.
 * - An edge goes *below* when its target implements or overrides what the witness names (by the witness's own
 *   word, or because the class is below by the bases that it writes and the witness resolves), or is the constructor that the class which it names inherits. The witness names the declared
 *   member, we also give those that may run.
 * - An edge is *wrong* when the witness names another function, or one that is not in the repository.
 * - An edge is *unjudged* where the witness cannot know: it names nothing, or a variable, parameter or
 *   property that a function flows into; or a signature without a body, and ours is a function that flows
 *   there; or a library's function that calls ours back; or something beside what Python's syntax calls there.
 *   So is one at the start of `f(x)(y)`, where two calls stand at one place, unless it agrees.
 * - A site is *expected* where the witness names a function, method or class of the repository, and *found*
 *   when an edge of ours there agrees or goes below.
 */
import type { FoundCall, FoundDefinition, FoundGraph } from '../graph-calls.ts';
import { isLocal, placeOf, type ScipIndex } from './scip-index.ts';
import type { SourceSites } from './source-sites.ts';

export interface Verdict {
  readonly expected: number;
  readonly found: number;
  readonly agreeing: number;
  readonly below: number;
  readonly wrong: readonly Disagreement[];
  readonly missing: readonly Disagreement[];
  readonly unjudged: readonly Disagreement[];
}

export interface Disagreement {
  readonly place: string;
  readonly ours: string;
  readonly theirs: string;
}

type Judgement = 'agrees' | 'below' | 'wrong' | 'unjudged';

export function judge(index: ScipIndex, sites: SourceSites, graph: FoundGraph): Verdict {
  const witness = new Testimony(index, sites);
  const byId = new Map(graph.definitions.map((definition) => [definition.id, definition]));
  const edges = graph.calls.filter((call) => sites.calls.has(siteOf(call)));
  const judged = edges.map((call) => ({ call, judgement: witness.judge(call, byId) }));
  const reached = new Set(
    judged
      .filter(({ judgement }) => judgement === 'agrees' || judgement === 'below')
      .map(({ call }) => siteOf(call)),
  );
  const expected = [...sites.calls].filter((place) => witness.expectsCall(place));
  const having = (wanted: Judgement) => judged.filter(({ judgement }) => judgement === wanted);
  const describe = ({ call }: { call: FoundCall }) => ({
    place: siteOf(call),
    ours: `${nameOf(call.target)} (${call.resolution})`,
    theirs: witness.describe(siteOf(call)),
  });
  const ours = new Map(edges.map((call) => [siteOf(call), nameOf(call.target)]));
  return {
    expected: expected.length,
    found: expected.filter((place) => reached.has(place)).length,
    agreeing: having('agrees').length,
    below: having('below').length,
    wrong: having('wrong').map(describe),
    missing: expected
      .filter((place) => !reached.has(place))
      .map((place) => ({ place, ours: ours.get(place) ?? '', theirs: witness.describe(place) })),
    unjudged: having('unjudged').map(describe),
  };
}

function siteOf({ sourcePath, line, column }: FoundCall): string {
  return placeOf(sourcePath, line, column);
}

function nameOf({ path, nameInClass, nameLine, nameColumn }: FoundDefinition): string {
  return `${nameInClass} ${placeOf(path, nameLine, nameColumn)}`;
}

class Testimony {
  readonly #index: ScipIndex;
  readonly #sites: SourceSites;
  readonly #bases: ReadonlyMap<string, readonly string[]>;

  constructor(index: ScipIndex, sites: SourceSites) {
    this.#index = index;
    this.#sites = sites;
    this.#bases = this.#readBases();
  }

  expectsCall(place: string): boolean {
    return this.#symbolsAt(place).some((symbol) => this.#isCallable(symbol));
  }

  describe(place: string): string {
    return (this.#index.symbolsAt.get(place) ?? []).join(' | ');
  }

  judge(call: FoundCall, byId: ReadonlyMap<string, FoundDefinition>): Judgement {
    const place = siteOf(call);
    const named = this.#symbolsAt(place);
    if (named.length === 0) return 'unjudged';
    const { target } = call;
    const own = this.#symbolsOf(target);
    const around = target.parent === null ? undefined : byId.get(target.parent);
    const cls = target.kind === 'constructor' && around !== undefined ? this.#symbolsOf(around) : [];
    if ([...own, ...cls].some((symbol) => named.includes(symbol))) return 'agrees';
    if (named.some((symbol) => this.#isNameOf(symbol, target))) return 'agrees';
    if (this.#isBeyond(call, named)) return 'unjudged';
    const isInherited = target.kind === 'constructor' && call.resolution === 'inherited';
    if (isInherited && named.some((symbol) => this.#isCallable(symbol))) return 'below';
    return own.some((symbol) => this.#isBelowAny(symbol, named)) ? 'below' : 'wrong';
  }

  /** Whether the witness cannot know what is called. */
  #isBeyond(call: FoundCall, named: readonly string[]): boolean {
    if (this.#sites.heads.has(siteOf(call))) return true;
    if (isImplicit(call.target) && !named.some((symbol) => symbol.endsWith(`#${shortName(call.target)}().`)))
      return true;
    const isCallable = named.some((symbol) => this.#isCallable(symbol));
    if (!isCallable && named.some((symbol) => this.#definitionsOf(symbol).length > 0)) return true;
    const isImplemented = !isCallable || named.every((symbol) => this.#isSignature(symbol));
    return call.resolution === 'flow' && isImplemented;
  }

  /** Whether every definition of the symbol that is a function has no body. */
  #isSignature(symbol: string): boolean {
    const { callables, signatures } = this.#sites;
    return this.#definitionsOf(symbol).every((place) => !callables.has(place) || signatures.has(place));
  }

  /** A symbol without a place of its own in the index, by its module and name. */
  #isNameOf(symbol: string, { path, nameInClass }: FoundDefinition): boolean {
    const match = /`([^`]+)`\/([^`]*)$/.exec(symbol);
    if (match === null || this.#definitionsOf(symbol).length > 0) return false;
    const module = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
    const name = match[2]!.split(/[#.()/]+/).filter((part) => part !== '');
    return match[1] === module && name.join('.') === nameInClass;
  }

  /** What is named at a place, a constructor as its class. A local symbol defined nowhere names nothing. */
  #symbolsAt(place: string): string[] {
    const symbols = this.#index.symbolsAt.get(place) ?? [];
    const isKnown = (symbol: string) => !isLocal(symbol) || this.#definitionsOf(symbol).length > 0;
    return symbols.filter(isKnown).map(classOfConstructor);
  }

  #symbolsOf({ path, nameLine, nameColumn }: FoundDefinition): string[] {
    return this.#symbolsAt(placeOf(path, nameLine, nameColumn));
  }

  #definitionsOf(symbol: string): readonly string[] {
    return this.#index.definitions.get(symbol) ?? [];
  }

  #isCallable(symbol: string): boolean {
    return this.#definitionsOf(symbol).some((place) => this.#sites.callables.has(place));
  }

  /** Whether a member is one of those named, in a class below theirs. */
  #isBelowAny(symbol: string, named: readonly string[]): boolean {
    const above = closure(symbol, (each) => this.#index.implemented.get(each));
    const [cls, member] = splitMember(symbol);
    const classes = closure(cls, (each) => this.#bases.get(each));
    return named.some((name) => {
      const [theirs, theirMember] = splitMember(name);
      return above.has(name) || (member !== '' && member === theirMember && classes.has(theirs));
    });
  }

  /** The classes that each class names as its bases, by symbol. */
  #readBases(): Map<string, string[]> {
    const bases = new Map<string, string[]>();
    for (const [cls, places] of this.#sites.bases) {
      for (const symbol of this.#symbolsAt(cls)) {
        bases.set(symbol, [
          ...(bases.get(symbol) ?? []),
          ...places.flatMap((place) => this.#symbolsAt(place)),
        ]);
      }
    }
    return bases;
  }
}

function closure(from: string, next: (each: string) => readonly string[] | undefined): Set<string> {
  const seen = new Set([from]);
  for (const each of seen) for (const above of next(each) ?? []) seen.add(above);
  return seen;
}

/** `…/Class#` and `member().` */
function splitMember(symbol: string): readonly [cls: string, member: string] {
  const end = symbol.lastIndexOf('#') + 1;
  return [symbol.slice(0, end), symbol.slice(end)];
}

const calledByName = new Set(['__init__', '__new__', '__call__']);

/** Whether Python's syntax calls the function: `with`, `str(x)`, `for`. It then stands beside what is named. */
function isImplicit(target: FoundDefinition): boolean {
  const name = shortName(target);
  return /^__\w+__$/.test(name) && !calledByName.has(name);
}

function shortName({ nameInClass }: FoundDefinition): string {
  return nameInClass.slice(nameInClass.lastIndexOf('.') + 1);
}

const constructorDescriptors = /#(?:`<constructor>`|__init__|__new__)\(\)\.$/;

function classOfConstructor(symbol: string): string {
  return symbol.replace(constructorDescriptors, '#');
}
