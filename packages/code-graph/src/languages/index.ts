import { extname } from 'node:path/posix';
import type { Language } from './language.ts';

/**
 * A folder of languages and the extensions of their files, which stand here so that a folder is loaded with the
 * first file of its own: to load all of them takes longer than to index a small repository.
 */
interface Folder {
  readonly extensions: readonly string[];
  /** Its `index.ts`, which exports languages and nothing else. */
  readonly load: () => Promise<Readonly<Record<string, Language>>>;
}

export const folders: readonly Folder[] = [
  { extensions: ['c', 'h'], load: () => import('./c/index.ts') },
  {
    extensions: [
      'cc',
      'cpp',
      'cxx',
      'c++',
      'hpp',
      'hh',
      'hxx',
      'h++',
      'ipp',
      'inl',
      'tpp',
      'txx',
      'cu',
      'cuh',
    ],
    load: () => import('./cpp/index.ts'),
  },
  { extensions: ['cs'], load: () => import('./csharp/index.ts') },
  {
    extensions: ['ts', 'mts', 'cts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'],
    load: () => import('./ecmascript/index.ts'),
  },
  { extensions: ['go'], load: () => import('./go/index.ts') },
  { extensions: ['java'], load: () => import('./java/index.ts') },
  { extensions: ['kt', 'kts'], load: () => import('./kotlin/index.ts') },
  {
    extensions: ['php', 'phtml', 'php3', 'php4', 'php5', 'php7', 'phps'],
    load: () => import('./php/index.ts'),
  },
  { extensions: ['py', 'pyi', 'pyw'], load: () => import('./python/index.ts') },
  { extensions: ['rb', 'rake', 'gemspec', 'ru'], load: () => import('./ruby/index.ts') },
  { extensions: ['rs'], load: () => import('./rust/index.ts') },
];

const folderOfExtension = new Map(
  folders.flatMap((folder) => folder.extensions.map((extension) => [extension, folder] as const)),
);
const loaded = new Map<string, Language>();

/** Whether the path's extension stands for a language. */
export function isSource(path: string): boolean {
  return folderOfExtension.has(extensionOf(path));
}

/** Loads the languages of the paths, for `languageOfPath`. */
export async function loadLanguages(paths: Iterable<string>): Promise<void> {
  const needed = new Set<Folder>();
  for (const path of paths) {
    const folder = folderOfExtension.get(extensionOf(path));
    if (folder !== undefined && !loaded.has(extensionOf(path))) needed.add(folder);
  }
  if (needed.size > 0) await loadFolders([...needed]);
}

export function allLanguages(): Promise<Language[]> {
  return loadFolders(folders);
}

async function loadFolders(needed: readonly Folder[]): Promise<Language[]> {
  const modules = await Promise.all(needed.map(({ load }) => load()));
  const languages = modules.flatMap((module) => Object.values(module));
  for (const language of languages) {
    for (const extension of language.extensions) loaded.set(extension, language);
  }
  return languages;
}

/** The language that the path's extension stands for, if any does. It has been loaded before. */
export function languageOfPath(path: string): Language | undefined {
  const language = loaded.get(extensionOf(path));
  if (language === undefined && isSource(path)) throw new Error(`The language of ${path} is not loaded`);
  return language;
}

function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}
