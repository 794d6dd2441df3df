import type { SeenRegistration } from '@/lib/registration/look-alikes';

/** The registrations that a form shows, with their versions, as the text of one hidden field: `id:version,id:version`. */
export const seenAsText = (registrations: SeenRegistration[]): string =>
  registrations.map(({ id, version }) => `${id}:${version}`).join(',');

/** Reads that text. A part that is no registration gets the version `NaN`, which no registration has. */
export const readSeen = (text: string): SeenRegistration[] =>
  text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [id = '', version] = part.split(':');
      return { id, version: Number(version) };
    });
