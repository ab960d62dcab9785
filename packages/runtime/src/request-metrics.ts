import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';
import { serverMetrics } from './process-metrics.ts';

const statusClasses = serverMetrics.requests.labels.status;

/** Counts and times all requests by the pattern of their route: a URL as a label would be a series per typo. */
export function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const { requests, requestSeconds } = metrics.register(serverMetrics);
  const exist = (route: RouteLabels) => {
    requestSeconds.zero(route);
    for (const status of statusClasses) requests.inc({ ...route, status }, 0);
  };
  exist(unknownRoute);
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') exist({ method: one, route: url });
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    requestSeconds.observe(route, reply.elapsedTime / 1000);
    const status = statusClasses.find((known) => known.startsWith(String(reply.statusCode)[0]!)) ?? '5xx';
    requests.inc({ ...route, status });
    done();
  });
}

interface RouteLabels {
  readonly method: string;
  readonly route: string;
}

const unknownRoute: RouteLabels = { method: 'any', route: 'unknown' };

function routeOf({ method, routeOptions: { url } }: FastifyRequest): RouteLabels {
  return url === undefined ? unknownRoute : { method, route: url };
}
