export * from './code-graph.ts';
