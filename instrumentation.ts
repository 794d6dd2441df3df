/** The framework calls this once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NODE_ENV !== 'production') return;
  const { requireServer } = await import('@/lib/server/require-server');
  requireServer();
}

/** Logs an error that escaped all error pages. Its digest is the reference that the reader sees. */
export async function onRequestError(error: unknown): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('@/lib/server/log');
  const { digest } = error as { digest?: string };
  log.error({ event: 'surprise', reference: digest, err: error });
}
