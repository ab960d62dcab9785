export * from './placement-store.ts';
export * from './world.ts';
