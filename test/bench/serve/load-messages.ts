import type { Distribution } from './distribution.ts';

/** What the process that makes load is told, on its standard input. */
export interface LoadOrder {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent one after the other, again from the beginning. */
  readonly bodies: readonly string[];
  readonly shape:
    | { readonly kind: 'clients'; readonly clients: number; readonly seconds: number }
    | { readonly kind: 'rate'; readonly perSecond: number; readonly seconds: number }
    | { readonly kind: 'once' };
  /** Calls before the ones that are measured. */
  readonly warmUpCalls: number;
}

export interface LoadReport {
  readonly times: Distribution;
  readonly perSecond: number;
  /** By HTTP status, of those that were not answered with 200. */
  readonly failures: Readonly<Record<string, number>>;
}
