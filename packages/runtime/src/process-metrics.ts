import type { MetricCatalogue } from './metrics.ts';

/** What every server counts of its requests. */
export const serverMetrics = {
  requestSeconds: {
    type: 'histogram',
    name: 'gkg_http_request_seconds',
    help: 'Time to answer a request, by the pattern of its route.',
    labels: { method: { from: 'the routes of the service' }, route: { from: 'the routes of the service' } },
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  },
  requests: {
    type: 'counter',
    name: 'gkg_http_requests_total',
    help: 'Requests that were answered, by the pattern of their route and the class of the status.',
    labels: {
      method: { from: 'the routes of the service' },
      route: { from: 'the routes of the service' },
      status: ['1xx', '2xx', '3xx', '4xx', '5xx'],
    },
  },
} as const satisfies MetricCatalogue;

/** What Node and the metrics client tell of every process; named here for documents, dashboards and alerts. */
export const nodeMetrics = {
  processCpuUserSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_user_seconds_total',
    help: 'Total user CPU time spent in seconds.',
  },
  processCpuSystemSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_system_seconds_total',
    help: 'Total system CPU time spent in seconds.',
  },
  processCpuSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
  },
  processStartTimeSeconds: {
    type: 'gauge',
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
  },
  processResidentMemoryBytes: {
    type: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
  },
  processVirtualMemoryBytes: {
    type: 'gauge',
    name: 'process_virtual_memory_bytes',
    help: 'Virtual memory size in bytes.',
  },
  processHeapBytes: { type: 'gauge', name: 'process_heap_bytes', help: 'Process heap size in bytes.' },
  processOpenFds: { type: 'gauge', name: 'process_open_fds', help: 'Number of open file descriptors.' },
  processMaxFds: { type: 'gauge', name: 'process_max_fds', help: 'Maximum number of open file descriptors.' },
  eventloopLagSeconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_seconds',
    help: 'Lag of event loop in seconds.',
  },
  eventloopLagMinSeconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_min_seconds',
    help: 'The minimum recorded event loop delay.',
  },
  eventloopLagMaxSeconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'The maximum recorded event loop delay.',
  },
  eventloopLagMeanSeconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_mean_seconds',
    help: 'The mean of the recorded event loop delays.',
  },
  eventloopLagStddevSeconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_stddev_seconds',
    help: 'The standard deviation of the recorded event loop delays.',
  },
  eventloopLagP50Seconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_p50_seconds',
    help: 'The 50th percentile of the recorded event loop delays.',
  },
  eventloopLagP90Seconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_p90_seconds',
    help: 'The 90th percentile of the recorded event loop delays.',
  },
  eventloopLagP99Seconds: {
    type: 'gauge',
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: 'The 99th percentile of the recorded event loop delays.',
  },
  activeResources: {
    type: 'gauge',
    name: 'nodejs_active_resources',
    help: 'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.',
    labels: { type: { from: 'the engine' } },
  },
  activeResourcesTotal: {
    type: 'gauge',
    name: 'nodejs_active_resources_total',
    help: 'Total number of active resources.',
  },
  activeHandles: {
    type: 'gauge',
    name: 'nodejs_active_handles',
    help: 'Number of active libuv handles grouped by handle type. Every handle type is C++ class name.',
    labels: { type: { from: 'the engine' } },
  },
  activeHandlesTotal: {
    type: 'gauge',
    name: 'nodejs_active_handles_total',
    help: 'Total number of active handles.',
  },
  activeRequests: {
    type: 'gauge',
    name: 'nodejs_active_requests',
    help: 'Number of active libuv requests grouped by request type. Every request type is C++ class name.',
    labels: { type: { from: 'the engine' } },
  },
  activeRequestsTotal: {
    type: 'gauge',
    name: 'nodejs_active_requests_total',
    help: 'Total number of active requests.',
  },
  heapSizeTotalBytes: {
    type: 'gauge',
    name: 'nodejs_heap_size_total_bytes',
    help: 'Process heap size from Node.js in bytes.',
  },
  heapSizeUsedBytes: {
    type: 'gauge',
    name: 'nodejs_heap_size_used_bytes',
    help: 'Process heap size used from Node.js in bytes.',
  },
  externalMemoryBytes: {
    type: 'gauge',
    name: 'nodejs_external_memory_bytes',
    help: 'Node.js external memory size in bytes.',
  },
  heapSpaceSizeTotalBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_total_bytes',
    help: 'Process heap space size total from Node.js in bytes.',
    labels: { space: { from: 'the engine' } },
  },
  heapSpaceSizeUsedBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_used_bytes',
    help: 'Process heap space size used from Node.js in bytes.',
    labels: { space: { from: 'the engine' } },
  },
  heapSpaceSizeAvailableBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_available_bytes',
    help: 'Process heap space size available from Node.js in bytes.',
    labels: { space: { from: 'the engine' } },
  },
  versionInfo: {
    type: 'gauge',
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    labels: {
      version: { from: 'the engine' },
      major: { from: 'the engine' },
      minor: { from: 'the engine' },
      patch: { from: 'the engine' },
    },
  },
  gcDurationSeconds: {
    type: 'histogram',
    name: 'nodejs_gc_duration_seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
  },
} as const satisfies MetricCatalogue;
