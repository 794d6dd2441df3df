/** What can be printed, by its address. */
export const sheets = ['attendance', 'participants', 'plates', 'badges', 'presentations'] as const;
export type Sheet = (typeof sheets)[number];
