/*
 * Commits whose right answers are known. What a commit holds follows from one number, its content: a
 * function `target`, a function `marker_<content>` that no other content has, and a number of callers of
 * `target` that differs from one content to the next. The name of a commit says its namespace, its place in
 * the namespace's history and its content, so that an answer can be judged by the commit that it names.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Commit {
  readonly namespaceId: number;
  /** Its place in the history: 1 for the first. */
  readonly number: number;
  readonly content: number;
}

export function commitName({ namespaceId, number, content }: Commit): string {
  return `${namespaceId}.${number}.${content}`;
}

export function readCommit(name: unknown): Commit | null {
  const match = typeof name === 'string' ? /^(\d+)\.(\d+)\.(\d+)$/.exec(name) : null;
  if (match === null) return null;
  return { namespaceId: Number(match[1]), number: Number(match[2]), content: Number(match[3]) };
}

export function callerCount(content: number): number {
  return 1 + ((content * 7) % 13);
}

export function markerName(content: number): string {
  return `marker_${content}`;
}

/** A source tree of this content below `root`; it appears whole. */
export function sourceTree(root: string, content: number): string {
  const directory = join(root, `content-${content}`);
  if (existsSync(directory)) return directory;
  const draft = `${directory}.draft`;
  writeSources(draft, content);
  renameSync(draft, directory);
  return directory;
}

export function writeSources(directory: string, content: number): void {
  mkdirSync(directory, { recursive: true });
  const marker = `def ${markerName(content)}():\n    return ${content}\n`;
  writeFileSync(join(directory, 'base.py'), `def target():\n    return 1\n\n\n${marker}`);
  const callers = Array.from({ length: callerCount(content) }, (_, index) => callerText(index));
  writeFileSync(join(directory, 'callers.py'), `from base import target\n\n\n${callers.join('\n\n')}`);
}

function callerText(index: number): string {
  return `def caller_${index}():\n    return target()\n`;
}
