/** The largest accepted body: enough for the secretariat's spreadsheets. `bodySizeLimit` in `next.config.ts` must be higher. */
export const MAX_BODY_BYTES = 3 * 2 ** 20;
