import { calledName } from './members.ts';

/** Lines of a class, then all that is above it in Java's own library. */
const hierarchy = `
StringBuilder: CharSequence Appendable
StringBuffer: CharSequence Appendable
CharBuffer: Buffer CharSequence Appendable Readable
Iterable:
Collection: Iterable
List: Collection Iterable
Set: Collection Iterable
SortedSet: Set Collection Iterable
Queue: Collection Iterable
Deque: Queue Collection Iterable
ArrayList: List AbstractList RandomAccess Collection Iterable
LinkedList: List Deque Queue Collection Iterable
HashSet: Set AbstractSet Collection Iterable
LinkedHashSet: HashSet Set Collection Iterable
TreeSet: NavigableSet SortedSet Set Collection Iterable
ArrayDeque: Deque Queue Collection Iterable
Map:
SortedMap: Map
HashMap: Map AbstractMap
LinkedHashMap: HashMap Map
TreeMap: NavigableMap SortedMap Map
ConcurrentHashMap: ConcurrentMap Map
Iterator:
ListIterator: Iterator
Enumeration:
Stream: BaseStream AutoCloseable
Optional:
Date:
Calendar:
GregorianCalendar: Calendar
TimeZone:
Locale:
BigDecimal: Number
BigInteger: Number
Number:
Type:
ParameterizedType: Type
GenericArrayType: Type
WildcardType: Type
TypeVariable: Type GenericDeclaration
Field: AccessibleObject Member AnnotatedElement
Method: Executable AccessibleObject Member GenericDeclaration AnnotatedElement
Constructor: Executable AccessibleObject Member GenericDeclaration AnnotatedElement
Throwable:
Exception: Throwable
RuntimeException: Exception Throwable
Error: Throwable
IOException: Exception Throwable
IllegalArgumentException: RuntimeException Exception Throwable
IllegalStateException: RuntimeException Exception Throwable
InputStream: Closeable AutoCloseable
OutputStream: Closeable Flushable AutoCloseable
Reader: Readable Closeable AutoCloseable
Writer: Appendable Closeable Flushable AutoCloseable
StringWriter: Writer Appendable Closeable Flushable AutoCloseable
StringReader: Reader Readable Closeable AutoCloseable
File: Comparable
Path: Iterable Watchable
URL:
URI:
UUID:
Charset:
Duration: TemporalAmount
Random:
Thread: Runnable
Object:
CharSequence:
Object[]:
String[]: Object[]
`;

function read(): Readonly<Record<string, readonly string[]>> {
  const lines = hierarchy.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', above = ''] = line.split(':');
      return [name, above.split(' ').filter((each) => each !== '')];
    }),
  );
}

export const libraryHierarchy = read();

function named(type: string, members: string): [string, string][] {
  return members.split(' ').map((name) => [calledName(name), type]);
}

const numbers = ['Integer', 'Long', 'Double', 'Float', 'Short', 'Byte', 'Character', 'Boolean'];

function of(result: string, type: string, members: string): [string, string][] {
  return members.split(' ').map((name) => [`${type}.${calledName(name)}`, result]);
}

/** Members whose results are of one type on whatever is Java's own. */
export const libraryResults: Readonly<Record<string, string>> = Object.fromEntries([
  ...named(
    'String',
    'toString substring trim toUpperCase toLowerCase getName getSimpleName getCanonicalName getTypeName getMessage getLocalizedMessage concat strip repeat toHexString toBinaryString getAbsolutePath getPath lineSeparator toPattern getDisplayName readLine nextLine group identityToString toPlainString stripTrailing stripLeading',
  ),
  ...named(
    'int',
    'length size intValue hashCode indexOf lastIndexOf compareTo compare ordinal getModifiers nextInt parseInt floatToIntBits bitCount signum getLength availableProcessors codePointAt identityHashCode digit getNumericValue intValueExact',
  ),
  ...named('char', 'charAt charValue'),
  ...named(
    'boolean',
    'equals isEmpty contains containsKey containsValue startsWith endsWith equalsIgnoreCase hasNext isInstance isAssignableFrom isPresent matches find isInterface isArray isPrimitive booleanValue parseBoolean hasMoreElements exists isDirectory isFile anyMatch allMatch noneMatch isDigit isLetter isWhitespace isUpperCase isLowerCase isLetterOrDigit isInfinite isNaN isSynthetic isEnum isAnnotation isAnnotationPresent test regionMatches',
  ),
  ...named(
    'long',
    'longValue currentTimeMillis nanoTime parseLong doubleToLongBits nextLong toMillis toNanos getTimeInMillis',
  ),
  ...named('double', 'doubleValue parseDouble nextDouble sqrt pow random'),
  ...named('float', 'floatValue parseFloat nextFloat'),
  ...named('short', 'shortValue parseShort'),
  ...named('byte', 'byteValue parseByte'),
  ...named('char[]', 'toCharArray'),
  ...named('byte[]', 'getBytes toByteArray'),
  ...named('String[]', 'split'),
  ...named(
    'Class',
    'getClass getSuperclass getComponentType getDeclaringClass forName getEnclosingClass getReturnType',
  ),
  ...named('Iterator', 'iterator descendingIterator'),
  ...named('ListIterator', 'listIterator'),
  ...named('Set', 'entrySet keySet'),
  ...named('Stream', 'stream parallelStream'),
  ...named('Class[]', 'getInterfaces getParameterTypes'),
  ...of('String', 'String', 'valueOf format join copyValueOf'),
  ...numbers.flatMap((type) => of(type, type, 'valueOf decode')),
  ...of('int', 'Integer', 'parseInt compare min max sum abs'),
  ...of('int', 'Character', 'getNumericValue digit'),
  ...of('char', 'Character', 'toUpperCase toLowerCase forDigit'),
  ...named('StackTraceElement[]', 'getStackTrace'),
]);
