import type { ContainerEffect, ContainerStep } from '../language.ts';

/** What members of Rust's own containers, options, results, cells and iterators do; see `ContainerStep`. */
export const libraryMembers: Readonly<Record<string, ContainerEffect>> = {
  ...each({ gives: 'itself' }, [
    'iter iter_mut into_iter drain as_ref as_mut as_deref as_deref_mut as_slice as_mut_slice cloned copied rev skip',
    'take step_by peekable fuse by_ref collect values values_mut into_values first last get get_mut pop pop_front',
    'pop_back pop_first pop_last back front back_mut front_mut first_mut last_mut peek peek_mut next next_back nth',
    'remove swap_remove swap to_vec into_boxed_slice try_borrow',
    'try_borrow_mut upgrade downgrade ok clone to_owned enumerate entry transpose min max cycle intersection union',
    'difference split_off last_entry first_entry range range_mut into_keys get_unchecked get_unchecked_mut into_iter_sorted',
    'try_next recv try_recv into_sorted_vec as_pin_mut get_or_insert_default context with_context try_into',
    'get_key_value remove_entry nth_back par_iter into_par_iter par_iter_mut as_mut_ptr as_ptr timeout await take_mut',
  ]),
  ...each({ gives: 'of' }, [
    'unwrap expect unwrap_or_default unwrap_unchecked into_inner borrow borrow_mut or_default get_ref flatten',
    'into deref deref_mut load join sum product swap_remove_back assume_init assume_init_ref assume_init_mut concat',
  ]),
  /** Locks of other libraries than Rust's own cannot fail, and give what they hold at once. */
  ...each({ gives: 'itself|of' }, [
    'lock write read try_lock try_write try_read upgradable_read blocking_lock',
  ]),
  ...each({ gives: 'of|0' }, ['unwrap_or']),
  ...each({ gives: 'itself|0' }, ['or xor and']),
  ...each({ gives: 'of', stores: '0' }, ['or_insert get_or_insert insert_entry']),
  ...each({ gives: 'itself', stores: '0' }, ['replace']),
  ...each({ stores: '0' }, [
    'push push_back push_front set send try_send resize fill store push_within_capacity',
  ]),
  ...each({ gives: 'itself', stores: 'last' }, ['insert']),
  ...each({ stores: '0.of' }, ['extend append extend_from_slice clone_from']),
  ...each({ holds: 'key' }, ['keys into_keys']),
  ...each({ holds: 'err' }, ['err']),
  ...each({ gives: 'err' }, ['unwrap_err expect_err into_err']),
  ...each({ holds: 'of', fails: '0' }, ['ok_or']),
  ...each({ holds: 'of|0.of' }, ['chain']),
  ...each({ pairs: ['of', '0.of'] }, ['zip']),
  ...each({ holds: 'itself' }, [
    'windows chunks chunks_exact chunks_mut split splitn rsplit split_at split_first split_last group_by chunk_by split_mut rchunks',
  ]),
  ...each({ calls: 0, with: ['of'], gives: 'itself' }, [
    'filter find find_mut take_while skip_while inspect max_by_key min_by_key retain sort_by_key sort_unstable_by_key',
    'sort_by_cached_key and_modify take_if partition retain_mut binary_search_by_key is_some_and dedup_by_key drain_filter',
  ]),
  ...each({ calls: 0, with: ['of'] }, [
    'for_each any all position rposition partition_point is_ok_and is_none_or binary_search_by try_for_each count_if',
  ]),
  ...each({ calls: 0, with: ['of', 'of'], gives: 'itself' }, [
    'sort_by sort_unstable_by max_by min_by dedup_by is_sorted_by',
  ]),
  ...each({ calls: 0, with: ['of', 'of|called'], gives: 'itself|called' }, ['reduce']),
  ...each({ calls: 0, with: ['of'], holds: 'called' }, ['map map_while']),
  ...each({ calls: 0, with: ['of'], gives: 'called' }, ['and_then flat_map filter_map find_map then']),
  ...each({ calls: 0, with: ['err'], gives: 'of|called' }, ['unwrap_or_else']),
  ...each({ calls: 0, with: ['err'], gives: 'itself|called' }, ['or_else']),
  ...each({ calls: 0, with: ['err'], holds: 'of', fails: 'called' }, ['map_err']),
  ...each({ calls: 0, with: [], holds: 'of', fails: 'called' }, ['ok_or_else']),
  ...each({ calls: 0, with: ['err'], gives: 'itself' }, ['inspect_err']),
  ...each({ calls: 0, with: [], gives: 'of', stores: 'called' }, [
    'or_insert_with or_insert_with_key get_or_insert_with get_or_init resize_with',
  ]),
  ...each({ calls: 1, with: ['0|called', 'of'], gives: '0|called' }, ['fold try_fold rfold']),
  ...each({ calls: 1, with: ['0', 'of'], gives: 'called' }, ['scan']),
  ...each({ calls: 1, with: ['of'], gives: '0|called' }, ['map_or']),
  map_or_else: {
    steps: [
      { calls: 0, with: ['err'], gives: 'called' },
      { calls: 1, with: ['of'], gives: 'called' },
    ],
  },
};

function each(step: ContainerStep, names: readonly string[]): Record<string, ContainerEffect> {
  const effect = { steps: [step] };
  return Object.fromEntries(names.flatMap((list) => list.split(' ')).map((name) => [name, effect]));
}

/** Members that give what they are called on, where a type has none of its own. */
export const itselfMembers: ReadonlySet<string> = new Set(
  'clone to_owned as_ref as_mut borrow borrow_mut deref deref_mut by_ref into_inner into_iter iter cloned copied get_mut get_ref as_deref lock await pin boxed fuse unwrap_or_clone project project_ref get_unchecked_mut as_pin_mut as_deref_mut'.split(
    ' ',
  ),
);
