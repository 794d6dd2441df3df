import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { config } from '@/lib/config';
import type { Outcome } from './http-server';

/** From a page out of memory to a spreadsheet of ten thousand rows, in seconds. */
const REQUEST_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const QUERY_BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2.5];

/** Counts of this process in Prometheus' format. No label holds anything that a visitor wrote. */
function create() {
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
      help: 'Attempts to hand a letter to the mail server, by kind and outcome',
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

// The pages and the start-up hook get separate copies of this module; only globalThis is shared between them.
const shared = globalThis as { meetingMetrics?: ReturnType<typeof create> };

/** The counts of this process; `null` where no `METRICS_TOKEN` is set and nobody may ask for them. */
export function metrics(): ReturnType<typeof create> | null {
  if (config().metricsToken === null) return null;
  shared.meetingMetrics ??= create();
  return shared.meetingMetrics;
}

const usualMethods = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** Counts a request. @param route its name, see `routeNamer` */
export function countRequest(route: string, { method, status, ms }: Outcome): void {
  // Anybody can invent a method; each would be a series of its own.
  const known = usualMethods.has(method) ? method : 'other';
  metrics()?.requests.observe({ route, method: known, status: String(status) }, ms / 1_000);
}
