import type { Logger, SharedSecret } from '@gkg/runtime';
import type { AccessRules } from './authenticate.ts';
import type { CoordinatorMetrics } from './coordinator-metrics.ts';
import type { NodeClient } from './project-query.ts';
import type { CoordinatorDatabase } from './schema.ts';
import type { DeliveryRules } from './task-delivery.ts';

/** What the routes work with. */
export interface Coordinator {
  readonly db: CoordinatorDatabase;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
  readonly now: () => Date;
  readonly secret: SharedSecret;
  readonly pullIntervalMs: number;
  readonly pullIntervalBusyMs: number;
  readonly rules: DeliveryRules;
  readonly client: NodeClient;
  /** Has placement look at what is due now; does nothing where another coordinator schedules. */
  readonly schedule: () => Promise<void>;
  readonly access: AccessRules;
  /** How others reach this, without a slash at its end. */
  readonly publicUrl: string;
  readonly hookBytesMax: number;
  /** Between two polls of a project of which nothing else is said; 0 for never. */
  readonly pollIntervalMs: number;
}
