import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** What a browser answers; `false` in what the server sends and until the page is alive. */
export const useInBrowser = (ask: () => boolean): boolean => useSyncExternalStore(never, ask, () => false);
