import { join } from 'node:path';
import { root } from './workspace.mjs';

/** Which steps of `npm test` failed, and vitest's own report: written by test.mjs, counted by test-summary.mjs. */
export const checkReport = join(root, 'node_modules/.cache/gkg/checks.json');
export const testReport = join(root, 'node_modules/.cache/gkg/tests.json');
