import { mkdtempSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectProject, type NamedProject } from './select-project.ts';

let root = '';
let projects: NamedProject[] = [];

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-select-')));
  mkdirSync(join(root, 'app/inner/src'), { recursive: true });
  projects = [
    { id: 11, name: 'app', source: join(root, 'app') },
    { id: 12, name: 'inner', source: join(root, 'app/inner') },
    { id: 13, name: 'app-two', source: join(root, 'app-two') },
  ];
});
afterAll(() => rmSync(root, { recursive: true }));

describe('selectProject', () => {
  test('by name, id or directory', () => {
    expect(selectProject(projects, 'inner', '/').id).toBe(12);
    expect(selectProject(projects, '13', '/').id).toBe(13);
    expect(selectProject(projects, join(root, 'app'), '/').id).toBe(11);
  });

  test('without a name, the innermost project around the working directory', () => {
    expect(selectProject(projects, undefined, join(root, 'app/inner/src')).id).toBe(12);
    expect(selectProject(projects, undefined, join(root, 'app')).id).toBe(11);
  });

  test('the only one there is', () => {
    expect(selectProject(projects.slice(0, 1), undefined, '/').id).toBe(11);
  });

  test('otherwise the error lists what there is', () => {
    expect(() => selectProject(projects, undefined, '/')).toThrow(/choose one with --project.*app \(11\)/);
    expect(() => selectProject(projects, 'absent', '/')).toThrow(/no project "absent".*inner \(12\)/);
    expect(() => selectProject([], undefined, '/')).toThrow(/Nothing is indexed here yet/);
  });
});
