/** The graph process of the pool's tests, on a machine so busy that its start takes longer than calls may. */
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
await import('./pool.test-process.ts');
