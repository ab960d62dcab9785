import { expect, test } from 'vitest';
import { repositoryName } from './repository-name.ts';

const hash = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b';

test.each([
  ['group/app.git', 'app'],
  ['https://git.example/group/My-App.git/', 'My-App'],
  ['git+file:///repositories/web', 'web'],
  [`@hashed/6b/86/${hash}.git`, null],
  ['', null],
])('the repository at %s is called %s', (path, name) => {
  expect(repositoryName(path)).toBe(name);
});
