import type { Logger } from '@gkg/runtime';
import type { NodeClient } from './project-query.ts';
import type { CoordinatorDatabase } from './schema.ts';
import type { RetryPolicy } from './task-settlement.ts';

/** What the routes work with. */
export interface Coordinator {
  readonly db: CoordinatorDatabase;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly secret: string;
  readonly pullIntervalMs: number;
  readonly retry: RetryPolicy;
  readonly client: NodeClient;
}
