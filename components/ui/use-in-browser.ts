import { useSyncExternalStore } from 'react';

const subscribeToNothing = () => () => {};

/** The result of `read` in the browser; `false` on the server and during hydration, so that both render the same. */
export const useInBrowser = (read: () => boolean): boolean =>
  useSyncExternalStore(subscribeToNothing, read, () => false);
