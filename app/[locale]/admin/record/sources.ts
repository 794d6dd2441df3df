import type { Source } from '@/prisma/client/enums';

/** The ways in which a confirmation reaches the secretariat without the public form, the most usual first. */
export const entrySources = ['noteVerbale', 'email', 'telephone'] as const satisfies Source[];
