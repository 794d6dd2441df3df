/** The documents that can be printed, by the last segment of their URL. */
export const sheets = ['attendance', 'participants', 'plates', 'badges', 'presentations'] as const;
export type Sheet = (typeof sheets)[number];
