import { postgresPrograms, startPostgres } from './test-postgres.ts';

/** Where the coordinator's state can be; what is proved on one is proved on both. */
export interface TestDatabase {
  readonly name: string;
  readonly isMissing: boolean;
  start(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}

export const testDatabases: readonly TestDatabase[] = [
  {
    name: 'PGlite',
    isMissing: false,
    start: () => Promise.resolve({ url: '', stop: () => Promise.resolve() }),
  },
  {
    name: 'PostgreSQL',
    isMissing: postgresPrograms === null,
    async start() {
      const server = await startPostgres();
      return { url: server.createDatabase(), stop: () => server.stop() };
    },
  },
];
