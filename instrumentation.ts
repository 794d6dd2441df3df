export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { start } = await import('@/lib/server/startup');
    await start();
  }
}

/** What escaped every wrapper: its digest is the reference that the reader sees. */
export async function onRequestError(error: unknown): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('@/lib/server/log');
  const { digest } = error as { digest?: string };
  log.error({ event: 'surprise', reference: digest, err: error });
}
