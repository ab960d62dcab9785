export * from './claims.ts';
export * from './duration.ts';
export * from './errors.ts';
export * from './indexing.ts';
export * from './local-id.ts';
export * from './manifest.ts';
export * from './query.ts';
export * from './rails.ts';
