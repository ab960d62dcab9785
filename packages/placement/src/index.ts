export * from './control-loop.ts';
export * from './placement-store.ts';
export * from './plan-moves.ts';
export * from './world.ts';
