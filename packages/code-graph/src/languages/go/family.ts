import type { Family, LibraryEffect, SourceFiles } from '../language.ts';
import { manifestsOf, modulePathOf } from './manifests.ts';
import { createModules } from './modules.ts';

const sameElements: LibraryEffect = { gives: 'container_of_argument' };
const itself: LibraryEffect = { gives: 'argument' };
const callsFirst: LibraryEffect = { calls: 0, gives: 'nothing' };
const callsSecond: LibraryEffect = { calls: 1, gives: 'nothing' };
const callsWithElements: LibraryEffect = { calls: 1, withElementsOf: 0, gives: 'nothing' };

/** Functions of Go's own whose results hold nothing of the program's. */
const plainResults = ['len', 'cap', 'real', 'imag', 'complex', 'print', 'println', 'recover'];

const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  ...Object.fromEntries(plainResults.map((name) => [name, { gives: 'foreign' } as const])),
  'sort.Slice': callsSecond,
  'sort.SliceStable': callsSecond,
  'sort.Search': callsSecond,
  'slices.SortFunc': callsWithElements,
  'slices.SortStableFunc': callsWithElements,
  'slices.IndexFunc': callsWithElements,
  'slices.ContainsFunc': callsWithElements,
  'slices.DeleteFunc': callsWithElements,
  'slices.Clone': sameElements,
  'slices.Values': sameElements,
  'slices.Sorted': sameElements,
  'slices.Collect': sameElements,
  'maps.Values': sameElements,
  'maps.Clone': sameElements,
  'strings.Map': callsFirst,
  'strings.FieldsFunc': callsSecond,
  'strings.IndexFunc': callsSecond,
  'strings.TrimFunc': callsSecond,
  'path/filepath.Walk': callsSecond,
  'path/filepath.WalkDir': callsSecond,
  'time.AfterFunc': callsSecond,
  'net/http.HandleFunc': callsSecond,
  'sync.OnceFunc': itself,
  'sync.OnceValue': itself,
};

export const goFamily: Family = {
  name: 'go',
  constructors: ['()'],
  callOperator: null,
  isStructural: true,
  callsConvert: true,
  explicitReceiver: true,
  containerMembers: {},
  libraryFunctions,
  moduleName,
  createModules,
};

/** The import path of the file's package; without a `go.mod` the path of its directory. */
function moduleName(path: string, files: SourceFiles): string {
  const slash = path.lastIndexOf('/');
  return modulePathOf(manifestsOf(files), slash === -1 ? '' : path.slice(0, slash));
}
