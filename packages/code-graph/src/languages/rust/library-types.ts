/** Types of Rust's own library that hold others, by the last name of their path. */

/** What they point to has its members called on them as well. */
export const pointers: ReadonlySet<string> = new Set(
  'Box Rc Arc Pin Cow Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard ManuallyDrop NonNull CachePadded AssertUnwindSafe Saturating Wrapping Reverse MappedMutexGuard MappedRwLockReadGuard MappedRwLockWriteGuard Peeked PhantomPinned Unique'.split(
    ' ',
  ),
);

/** Containers of one kind of element, which their first argument names. */
export const containers: ReadonlySet<string> = new Set(
  'Vec VecDeque LinkedList HashSet BTreeSet BinaryHeap Option RefCell Cell UnsafeCell Mutex RwLock OnceCell OnceLock LazyLock LazyCell Lazy Poll Weak Sender Receiver SyncSender UnboundedSender UnboundedReceiver IndexSet AHashSet FxHashSet SmallVec ArrayVec MaybeUninit AtomicPtr JoinHandle Peekable Rev Take Skip Enumerate IntoIter Iter IterMut Drain ThreadLocal Slab ReentrantMutex BoxFuture LocalBoxFuture BoxStream MaybeDone Bound Take ControlFlow'.split(
    ' ',
  ),
);

/** Containers of values under keys: their second argument names what they hold. */
export const maps: ReadonlySet<string> = new Set(
  'HashMap BTreeMap IndexMap AHashMap FxHashMap DashMap HashedMap Entry OccupiedEntry VacantEntry'.split(' '),
);

/** Traits of things to iterate over; they say what their elements are. */
export const iterations: ReadonlySet<string> = new Set(
  'Iterator IntoIterator DoubleEndedIterator ExactSizeIterator FusedIterator Stream ParallelIterator IntoParallelIterator Extend FromIterator'.split(
    ' ',
  ),
);

/** Traits of what converts to, or gives a view of, what their first argument names. */
export const conversions: ReadonlySet<string> = new Set(
  'AsRef AsMut Borrow BorrowMut Deref DerefMut ToOwned'.split(' '),
);

/** Traits of functions. */
export const functionTraits: ReadonlySet<string> = new Set(
  'Fn FnMut FnOnce AsyncFn AsyncFnMut AsyncFnOnce'.split(' '),
);
