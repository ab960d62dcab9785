export * from './code-graph.ts';
export * from './files.ts';
