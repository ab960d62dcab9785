/**
 * Where a suite and the source it ships say different things, by reading the source. An edge named here counts
 * in the plain figures as the suite has it, and is left out of the second ones. What is ours to mend is not here.
 */
import type { SuiteCase } from './suites.ts';

/** Why an expectation is no measure of the graph. */
export const reasons = {
  runs: 'the call is in the text and runs; the suite does not list it: constructors, `super(…)`, functions in values',
  nameOnly:
    'nothing but an equal name leads from the call to the function; at run time it would fail or run another',
  naming: 'the suite names a function without a name by its place in another text, or by a variable near it',
  shadowed: 'the name is that of a parameter there',
  unlisted:
    'the tool that made the list resolves no call of a member. Of 30 read, 24 of ours were right; 6 came from ' +
    'receivers that several kinds of object share',
  untyped: 'the tool that made the list knows no types of receivers. Of 45 read, all of ours were right',
} as const;

interface Opinion {
  readonly family: string;
  readonly case: string;
  readonly what: 'missing' | 'extra';
  readonly why: keyof typeof reasons;
  /** Without the files' names; all edges when absent. */
  readonly edges?: readonly string[];
}

/** Whether an edge of the case is a matter of opinion. */
export function opinionsOn({
  family,
  name,
}: SuiteCase): (edge: string, what: 'missing' | 'extra') => boolean {
  const own = opinions.filter((opinion) => opinion.family === family && opinion.case === name);
  return (edge, what) =>
    own.some((opinion) => opinion.what === what && opinion.edges?.includes(withoutFiles(edge)) !== false);
}

/** Opinions by reason, for the documents. */
export function countOpinions(why: keyof typeof reasons): number {
  const edges = opinions.filter((opinion) => opinion.why === why);
  return edges.reduce((sum, opinion) => sum + (opinion.edges?.length ?? 0), 0);
}

function withoutFiles(edge: string): string {
  return edge.replaceAll(/(^|-> )\S+\.(?:js|mjs|py|rb|php) /g, '$1');
}

function on(
  family: string,
  name: string,
  what: Opinion['what'],
  why: Opinion['why'],
  edges?: readonly string[],
): Opinion {
  return { family, case: name, what, why, ...(edges === undefined ? {} : { edges }) };
}

const opinions: readonly Opinion[] = [
  on('jelly-micro', 'arrays5', 'missing', 'naming', ['<module> -> weirdArray']),
  on('jelly-micro', 'asyncawait', 'missing', 'naming', ['<module> -> t2']),
  on('jelly-micro', 'classes', 'extra', 'runs', [
    '<module> -> f1',
    '<module> -> t1.f5',
    '<module> -> C3',
    '<module> -> C3.f9',
    '<module> -> C10',
    '<module> -> C10.f9',
    'f4 -> f4',
    'C5 -> C4',
    'A.s1 -> f2',
  ]),
  on('jelly-micro', 'classes', 'missing', 'naming', ['<module> -> f9']),
  on('jelly-micro', 'classes2', 'extra', 'runs', [
    '<module> -> F1',
    '<module> -> q2',
    '<module> -> s2',
    '<module> -> E.s1',
    '<module> -> E2.s1',
    '<module> -> G2.s2',
    '<module> -> k1.a2',
    '<module> -> k1.w',
    'G -> E',
  ]),
  on('jelly-micro', 'classes3', 'extra', 'runs', ['Parser -> C']),
  on('jelly-micro', 'default-parameter', 'extra', 'runs', ['g -> f']),
  on('jelly-micro', 'default-parameter', 'missing', 'naming', ['<module> -> f']),
  on('jelly-micro', 'defineProperties', 'extra', 'runs', ['<module> -> descr.value']),
  on('jelly-micro', 'destructuring', 'extra', 'runs', ['<module> -> x1.c', 'c.foo -> x1.a']),
  on('jelly-micro', 'destructuring', 'missing', 'naming', ['<module> -> x1.bar']),
  on('jelly-micro', 'fun', 'extra', 'runs', ['<module> -> x.a']),
  on('jelly-micro', 'private', 'extra', 'runs', [
    '<module> -> C',
    'C -> C.#foo',
    'C -> #foo',
    'C -> C.#bar',
    'C -> C.#baz',
    'C -> C.#qux',
  ]),
  on('jelly-micro', 'private', 'missing', 'naming', ['<module> -> C.#foo', '<module> -> C.#baz']),
  on('jelly-micro', 'promises2', 'extra', 'runs', ['<module> -> resolveWithFun']),
  on('jelly-micro', 'promises2', 'missing', 'naming', ['f1 -> resolveWithFun', 'f2 -> resolveWithFun']),
  on('jelly-micro', 'prototypes', 'extra', 'runs', ['<module> -> C']),
  on('jelly-micro', 'prototypes2', 'missing', 'naming', ['f -> A']),
  on('jelly-micro', 'receiver-callee-mixup', 'extra', 'runs', ['<module> -> o2.f', 'o2.f -> o2.g']),
  on('jelly-micro', 'rest', 'extra', 'runs', ['f3 -> e1']),
  on('jelly-micro', 'rest2', 'extra', 'runs', ['<module> -> f']),
  on('jelly-micro', 'super', 'extra', 'runs', ['B -> A']),
  on('jelly-micro', 'super3', 'extra', 'runs', ['<module> -> foo']),
  on('jelly-micro', 'super4', 'extra', 'runs', [
    '<module> -> PostMixin.m',
    'PostMixin -> A',
    'PostMixin.m -> A.m',
  ]),
  on('jelly-micro', 'super4', 'missing', 'naming', ['<module> -> m', 'm -> A.m']),
  on('jelly-micro', 'super5', 'extra', 'runs', ['<module> -> B', '<module> -> A.www', 'B -> A', 'B -> A.m']),
  on('jelly-micro', 'super5', 'missing', 'naming', ['b -> A.m']),
  on('jelly-micro', 'templateliterals', 'extra', 'runs', ['<module> -> fun']),
  on('jelly-micro', 'this', 'extra', 'runs', ['h -> g']),
  on('jelly-micro', 'this', 'missing', 'naming', ['f.h -> f.g']),
  on('code2flow/js', 'simple_b_js', 'extra', 'runs', ['<module> -> C']),
  on('code2flow/js', 'two_file_simple', 'missing', 'nameOnly', ['a -> b']),
  on('code2flow/js', 'ambiguous_names', 'missing', 'nameOnly', [
    'Cadabra.cadabra_it -> Abra.abra_it',
    'main -> Cadabra.cadabra_it',
  ]),
  on('code2flow/js', 'complex_ownership', 'extra', 'runs', ['<module> -> DEF', '<module> -> GHI']),
  on('code2flow/js', 'complex_ownership', 'missing', 'nameOnly', [
    '<module> -> ABC.apply',
    'GHI.doit2 -> ABC.apply',
    '<module> -> GHI.doit3',
  ]),
  on('code2flow/js', 'two_file_imports', 'missing', 'nameOnly', ['outer -> myClass', 'outer -> inner']),
  on('code2flow/js', 'scope confusion', 'missing', 'nameOnly', [
    '<module> -> MyClass.a',
    '<module> -> MyClass.b',
  ]),
  on('code2flow/js', 'inheritance_attr', 'extra', 'runs', ['<module> -> ClsC']),
  on('code2flow/js', 'ternary_new', 'missing', 'nameOnly', ['<module> -> ClassMap.fact']),
  on('code2flow/js', 'moment.js', 'extra', 'unlisted'),
  on('code2flow/rb', 'resolve_correct_class', 'extra', 'runs', [
    'Alpha.func_1 -> Beta',
    'Beta.func_1 -> Alpha',
  ]),
  on('code2flow/rb', 'ambiguous_resolution', 'extra', 'runs', ['main -> Cadabra', 'main -> Cadabra.magic']),
  on('code2flow/rb', 'ambiguous_resolution', 'missing', 'nameOnly', ['Cadabra.cadabra_it -> Abra.abra_it']),
  on('code2flow/rb', 'instance_methods', 'extra', 'runs', ['<module> -> Abra']),
  on('code2flow/rb', 'nested', 'missing', 'nameOnly', [
    '<module> -> Mod.func_1',
    'Mod.Nested.func_2 -> Mod.func_2',
    'Mod.Nested.func_1 -> Mod.func_1',
  ]),
  on('code2flow/rb', 'nested_classes', 'missing', 'nameOnly', [
    'Mod.Nested.func_1 -> Mod.func_1',
    'Mod.Nested.func_2 -> Mod.func_2',
  ]),
  on('code2flow/rb', 'inheritance_2', 'extra', 'runs', ['<module> -> GoodDog', '<module> -> Cat']),
  on('code2flow/rb', 'public_suffix', 'extra', 'runs', [
    'PublicSuffix.parse -> PublicSuffix.List.default',
    'PublicSuffix.parse -> PublicSuffix.List.default_rule',
    'PublicSuffix.parse -> PublicSuffix.Rule.Exception.decompose',
    'PublicSuffix.parse -> PublicSuffix.Rule.Wildcard.decompose',
    'PublicSuffix.parse -> PublicSuffix.Rule.Base.decompose',
    'PublicSuffix.parse -> PublicSuffix.Rule.Normal.decompose',
    'PublicSuffix.valid? -> PublicSuffix.List.default',
    'PublicSuffix.valid? -> PublicSuffix.List.default_rule',
    'PublicSuffix.valid? -> PublicSuffix.Rule.Exception.decompose',
    'PublicSuffix.valid? -> PublicSuffix.Rule.Wildcard.decompose',
    'PublicSuffix.valid? -> PublicSuffix.Rule.Base.decompose',
    'PublicSuffix.valid? -> PublicSuffix.Rule.Normal.decompose',
    'PublicSuffix.domain -> PublicSuffix.Domain.domain',
    'PublicSuffix.decompose -> PublicSuffix.Rule.Exception.decompose',
    'PublicSuffix.decompose -> PublicSuffix.Rule.Wildcard.decompose',
    'PublicSuffix.decompose -> PublicSuffix.Rule.Base.decompose',
    'PublicSuffix.decompose -> PublicSuffix.Rule.Normal.decompose',
    'PublicSuffix.normalize -> PublicSuffix.DomainInvalid',
    'PublicSuffix.List.parse -> PublicSuffix.List.initialize',
    'PublicSuffix.List.add -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.List.find -> PublicSuffix.List.default_rule',
    'PublicSuffix.List.find -> PublicSuffix.Rule.Base.length',
    'PublicSuffix.List.select -> PublicSuffix.Rule.Entry.private',
    'PublicSuffix.List.default_rule -> PublicSuffix.Rule.default',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Entry.type',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Entry.length',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Entry.private',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Exception',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Base.initialize',
    'PublicSuffix.List.entry_to_rule -> PublicSuffix.Rule.Wildcard.initialize',
    'PublicSuffix.List.rule_to_entry -> PublicSuffix.Rule.Base.length',
    'PublicSuffix.List.rule_to_entry -> PublicSuffix.Rule.Base.private',
    'PublicSuffix.List.rule_to_entry -> PublicSuffix.Rule.Entry',
    'PublicSuffix.Rule.Base.build -> PublicSuffix.Rule.Base.initialize',
    'PublicSuffix.Rule.Base.== -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.Rule.Base.match? -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.Rule.Normal.rule -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.Rule.Wildcard.build -> PublicSuffix.Rule.Wildcard.initialize',
    'PublicSuffix.Rule.Wildcard.initialize -> PublicSuffix.Rule.Base.initialize',
    'PublicSuffix.Rule.Wildcard.rule -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.Rule.Exception.build -> PublicSuffix.Rule.Exception',
    'PublicSuffix.Rule.Exception.build -> PublicSuffix.Rule.Base.initialize',
    'PublicSuffix.Rule.Exception.rule -> PublicSuffix.Rule.Base.value',
    'PublicSuffix.Rule.factory -> PublicSuffix.Rule.Exception.build',
    'PublicSuffix.Rule.factory -> PublicSuffix.Rule.Wildcard.build',
    'PublicSuffix.Rule.factory -> PublicSuffix.Rule.Base.build',
  ]),
  on('code2flow/rb', 'public_suffix', 'missing', 'nameOnly', [
    'PublicSuffix.List.select -> PublicSuffix.List.size',
    'PublicSuffix.normalize -> PublicSuffix.List.empty?',
    'PublicSuffix.Domain.name_to_labels -> PublicSuffix.Domain.to_s',
    'PublicSuffix.List.select -> PublicSuffix.Domain.to_s',
    'PublicSuffix.Rule.Normal.decompose -> PublicSuffix.Domain.to_s',
    'PublicSuffix.List.clear -> PublicSuffix.List.clear',
    'PublicSuffix.List.empty? -> PublicSuffix.List.empty?',
    'PublicSuffix.Rule.Base.initialize -> PublicSuffix.Domain.to_s',
    'PublicSuffix.normalize -> PublicSuffix.Domain.to_s',
    'PublicSuffix.Rule.Wildcard.decompose -> PublicSuffix.Domain.to_s',
    'PublicSuffix.List.size -> PublicSuffix.List.size',
    'PublicSuffix.Rule.Base.match? -> PublicSuffix.List.empty?',
    'PublicSuffix.decompose -> PublicSuffix.List.empty?',
    'PublicSuffix.Rule.Exception.build -> PublicSuffix.Domain.to_s',
    'PublicSuffix.List.each -> PublicSuffix.List.each',
    'PublicSuffix.Rule.Exception.decompose -> PublicSuffix.Domain.to_s',
    'PublicSuffix.Rule.Wildcard.build -> PublicSuffix.Domain.to_s',
    'PublicSuffix.List.parse -> PublicSuffix.List.empty?',
    'PublicSuffix.Rule.factory -> PublicSuffix.Domain.to_s',
  ]),
  on('code2flow/py', 'simple_b', 'missing', 'shadowed', ['c.d -> a']),
  on('code2flow/py', 'resolve_correct_class', 'extra', 'runs', [
    'Alpha.func_1 -> Beta',
    'Beta.func_1 -> Alpha',
  ]),
  on('code2flow/py', 'ambibuous resolution', 'missing', 'nameOnly', [
    'main -> Cadabra.cadabra_it',
    'Cadabra.cadabra_it -> Abra.abra_it',
  ]),
  on('code2flow/py', 'nested classes', 'extra', 'runs', [
    'Outer.Inner.inner_func -> Outer',
    'Outer.Inner.inner_func -> Outer.outer_func',
    'Outer -> Outer.Inner',
  ]),
  on('code2flow/py', 'init', 'missing', 'nameOnly', ['<module> -> HiddenClass']),
  on('code2flow/py', 'weird_calls', 'extra', 'runs', ['<module> -> func_a']),
  on('code2flow/py', 'nested_calls', 'extra', 'runs', ['<module> -> wrapper', 'wrapper -> do_something']),
  on('code2flow/php', 'simple_b', 'extra', 'runs', ['<module> -> C']),
  on('code2flow/php', 'resolve_correct_class', 'missing', 'nameOnly', ['Alpha.func_1 -> Alpha.func_1']),
  on('code2flow/php', 'resolve_correct_class', 'extra', 'runs', [
    'Alpha.func_1 -> func_1',
    'Alpha.func_1 -> Beta',
    'Beta.func_1 -> Alpha',
  ]),
  on('code2flow/php', 'ambiguous_resolution', 'extra', 'runs', [
    'Cadabra.cadabra_it -> Abra.magic',
    'main -> Cadabra',
    'main -> Cadabra.magic',
    'main -> Abra',
  ]),
  on('code2flow/php', 'publicprivateprotected', 'missing', 'nameOnly', [
    'set_color_weight -> Fruit.set_weight',
    '<module> -> Fruit.set_name',
    'set_color_weight -> Fruit.set_color',
  ]),
  on('code2flow/php', 'publicprivateprotected', 'extra', 'runs', ['<module> -> Fruit']),
  on('code2flow/php', 'inheritance', 'missing', 'nameOnly', ['Strawberry.message -> Fruit.getColor']),
  on('code2flow/php', 'inheritance', 'extra', 'runs', ['<module> -> Strawberry', '<module> -> Fruit']),
  on('code2flow/php', 'inheritance2', 'extra', 'runs', [
    '<module> -> Audi',
    '<module> -> Car',
    '<module> -> Volvo',
    '<module> -> Citroen',
  ]),
  on('code2flow/php', 'traits', 'extra', 'runs', ['welcome2 -> Welcome2']),
  on('code2flow/php', 'anon', 'extra', 'runs', ['<module> -> saybye']),
  on('code2flow/php', 'anon2', 'missing', 'naming', ['(Closure) -> func_a']),
  on('code2flow/php', 'anon2', 'extra', 'naming', ['greet -> func_a']),
  on('code2flow/php', 'namespace_a', 'missing', 'naming', ['<module> -> NS.namespaced_func']),
  on('code2flow/php', 'namespace_a', 'extra', 'naming', ['<module> -> namespaced_func']),
  on('code2flow/php', 'namespace_b', 'missing', 'nameOnly', ['<module> -> Cat.says']),
  on('code2flow/php', 'namespace_c', 'missing', 'naming', ['<module> -> Outer.Inner.speak']),
  on('code2flow/php', 'namespace_c', 'extra', 'naming', ['<module> -> speak']),
  on('code2flow/php', 'nested_calls', 'missing', 'nameOnly', ['<module> -> Cls.func', 'x_ -> Cls.func2']),
  on('code2flow/php', 'nested_calls', 'extra', 'runs', [
    '<module> -> Cls',
    '<module> -> func',
    'x_ -> Cls',
    'x_ -> func2',
  ]),
  on('code2flow/php', 'money', 'missing', 'naming', [
    'ISOCurrencies.(Closure) -> Currency',
    'CurrencyList.(Closure) -> Currency',
    'IndirectExchange.(Closure) -> CurrencyPair.getConversionRatio',
    'IndirectExchange.(Closure) -> Money.getCalculator',
  ]),
  on('code2flow/php', 'money', 'extra', 'untyped'),
];
