import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { config } from '@/lib/config';
import type { Outcome } from './http-server';

/** In seconds: from a cached page to a spreadsheet of ten thousand rows. */
const REQUEST_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** In seconds. */
const QUERY_BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2.5];

/** The metrics of this process in Prometheus' format. No label contains text from a visitor. */
function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests by route, method and status, with their duration',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    letters: new Counter({
      name: 'meeting_letters_total',
      help: 'Attempts to hand an email to the mail server, by kind and outcome',
      labelNames: ['kind', 'outcome'] as const,
      registers,
    }),
    queries: new Histogram({
      name: 'database_query_duration_seconds',
      help: 'Statements of the database, with their duration',
      buckets: QUERY_BUCKETS,
      registers,
    }),
  };
}

// The HTTP server and the pages load this module separately; only globalThis is shared between the two copies.
const shared = globalThis as { meetingMetrics?: ReturnType<typeof createMetrics> };

/** The metrics of this process; `null` if `METRICS_TOKEN` is not set, so that nobody may read them. */
export function metrics(): ReturnType<typeof createMetrics> | null {
  if (config().metricsToken === null) return null;
  shared.meetingMetrics ??= createMetrics();
  return shared.meetingMetrics;
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** Counts a request and its duration. @param route the name of its route, see `routeNamer` */
export function countRequest(route: string, { method, status, ms }: Outcome): void {
  // A client can send any method. Each would become a time series of its own.
  const methodLabel = KNOWN_METHODS.has(method) ? method : 'other';
  metrics()?.requests.observe({ route, method: methodLabel, status: String(status) }, ms / 1_000);
}
