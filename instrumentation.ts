/** Ends a start that does not go through `lib/server/main.ts`: requests would reach the pages without validation. */
export async function register(): Promise<void> {
  const isServed = 'requestContext' in globalThis;
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NODE_ENV !== 'production' || isServed) return;
  console.error('Start the site with `npm start`: started in another way, nothing would validate requests.');
  process.exit(1);
}

/** Logs an error that escaped all error pages. Its digest is the reference that the reader sees. */
export async function onRequestError(error: unknown): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('@/lib/server/log');
  const { digest } = error as { digest?: string };
  log.error({ event: 'surprise', reference: digest, err: error });
}
