import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reading } from './reading.ts';
import { containerOf, errorMember } from './wrapped.ts';

type Meaning = (reading: Reading, args: readonly Argument[]) => Slot;

const wrap: Meaning = (reading, [first]) => containerOf(reading, first?.slot ?? nothing);
const itself: Meaning = (_, [first]) => first?.slot ?? nothing;
const empty: Meaning = (reading) => containerOf(reading, nothing);
const failed: Meaning = (reading, [first]) =>
  containerOf(reading, nothing, { [errorMember]: first?.slot ?? nothing });

const pointerTypes = ['Box', 'Rc', 'Arc', 'Pin', 'Cow', 'ManuallyDrop', 'Reverse', 'Wrapping', 'CachePadded'];
const cells =
  'RefCell Cell UnsafeCell Mutex RwLock OnceCell OnceLock LazyLock Lazy MaybeUninit ReentrantMutex'.split(
    ' ',
  );
const collections =
  'Vec VecDeque HashMap HashSet BTreeMap BTreeSet BinaryHeap LinkedList IndexMap IndexSet SmallVec ArrayVec'.split(
    ' ',
  );

/** Functions of Rust's own library that hold, give or make something. */
export const libraryCalls: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['Some', wrap],
  ['Ok', wrap],
  ['Err', failed],
  ['Option::Some', wrap],
  ['Result::Ok', wrap],
  ['Result::Err', failed],
  ['Poll::Ready', wrap],
  ['ControlFlow::Break', wrap],
  ['ControlFlow::Continue', wrap],
  ['drop', () => nothing],
  ...pointerTypes.flatMap((type): [string, Meaning][] => [
    [`${type}::new`, itself],
    [`${type}::pin`, itself],
    [`${type}::from`, itself],
    [`${type}::clone`, itself],
    [`${type}::as_ref`, itself],
    [`${type}::new_unchecked`, itself],
    [`${type}::new_in`, itself],
    [`${type}::into_inner`, itself],
    [`${type}::make_mut`, itself],
  ]),
  ['Rc::downgrade', wrap],
  ['Arc::downgrade', wrap],
  ['Rc::get_mut', wrap],
  ['Arc::get_mut', wrap],
  ['Rc::try_unwrap', wrap],
  ['Arc::try_unwrap', wrap],
  ['Box::leak', itself],
  ['Box::into_raw', itself],
  ['Box::from_raw', itself],
  ['Cow::Borrowed', itself],
  ['Cow::Owned', itself],
  ...cells.map((type): [string, Meaning] => [`${type}::new`, wrap]),
  ...collections.flatMap((type): [string, Meaning][] => [
    [`${type}::new`, empty],
    [`${type}::with_capacity`, empty],
    [`${type}::from`, itself],
    [`${type}::from_iter`, itself],
  ]),
  ['iter::once', wrap],
  ['iter::repeat', wrap],
  ['iter::empty', empty],
  ['mem::take', itself],
  ['mem::replace', itself],
  ['future::ready', itself],
  ['slice::from_ref', wrap],
]);
