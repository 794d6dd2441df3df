import type { Source } from '@/prisma/client/enums';

/** The ways by which a confirmation reaches the secretariat itself, the most usual first. */
export const entrySources = ['noteVerbale', 'email', 'telephone'] as const satisfies Source[];
