import type { LibraryEffect } from '../language.ts';

function all(effect: LibraryEffect, names: string): Record<string, LibraryEffect> {
  return Object.fromEntries(names.split(' ').map((name) => [name, effect]));
}

function calls(position: number, withElementsOf?: number): LibraryEffect {
  return withElementsOf === undefined
    ? { calls: position, gives: 'nothing' }
    : { calls: position, withElementsOf, gives: 'nothing' };
}

/** What functions of the language's own library do with their arguments. */
const effects: Readonly<Record<string, LibraryEffect>> = {
  ...all({ calls: 0, withElementsOf: 1, gives: 'results' }, 'array_map'),
  ...all(
    calls(1, 0),
    'array_filter array_walk array_walk_recursive usort uasort iterator_apply array_find array_any array_all',
  ),
  ...all(
    calls(1),
    'uksort preg_replace_callback mb_ereg_replace_callback array_reduce header_register_callback',
  ),
  ...all(
    calls(0),
    'spl_autoload_register register_shutdown_function set_error_handler set_exception_handler ob_start register_tick_function forward_static_call',
  ),
  ...all(
    calls(2, 0),
    'array_udiff array_uintersect array_diff_ukey array_intersect_ukey array_udiff_assoc array_diff_uassoc',
  ),
  ...all(
    { gives: 'element_of_argument' },
    'current reset end next prev array_pop array_shift min max array_find',
  ),
  ...all(
    { gives: 'container_of_argument' },
    'array_values array_reverse array_slice array_unique array_splice iterator_to_array array_diff array_diff_key array_intersect array_intersect_key array_pad array_chunk array_filter array_udiff array_change_key_case array_diff_assoc array_diff_ukey',
  ),
};

/** Also by the name that an import of the function has. */
export const libraryFunctions: Readonly<Record<string, LibraryEffect>> = Object.fromEntries(
  Object.entries(effects).flatMap(([name, effect]) => [
    [name, effect],
    [`${name}.${name}`, effect],
  ]),
);

/** Further ones that the extractor reads in its own way. */
const readApart =
  'array_merge array_merge_recursive array_replace array_combine array_fill array_fill_keys array_push array_unshift call_user_func call_user_func_array func_get_args get_class get_called_class is_callable define class_alias is_a is_subclass_of array_filter array_reduce';

/** Names of functions that are the language's own even where a namespace might declare such. */
export const modelledFunctions: ReadonlySet<string> = new Set([
  ...Object.keys(effects),
  ...readApart.split(' '),
]);
