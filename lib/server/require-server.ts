/** Ends a start that does not go through `main.ts`, such as `next start`: requests would reach the pages without validation. */
export function requireServer(): void {
  // `request-context.ts` sets it when `main.ts` loads it.
  if ('requestContext' in globalThis) return;
  console.error('Start the site with `npm start`: started in another way, nothing would validate requests.');
  process.exit(1);
}
