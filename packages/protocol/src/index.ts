export * from './errors.ts';
export * from './indexing.ts';
export * from './manifest.ts';
export * from './query.ts';
