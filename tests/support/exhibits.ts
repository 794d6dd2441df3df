import { randomUUID } from 'node:crypto';
import { openForm, type Site, secretary, sendForm } from './site';

/** One of everything that an address can be about, and the key to the registration. */
export type Exhibits = Record<'token' | 'registration' | 'user' | 'letter' | 'batch' | 'rows', string>;

const AT = '2024-01-15T06:00:00.000+00:00';

const columns = 'fullName,jobTitle,email,presentationTitle,country,organization,source,reason'.split(',');
const typedRow = Object.fromEntries(
  columns.map((column) => [column, column === 'fullName' ? 'هدى المثال' : '']),
);

/** A person registers, and the secretariat has begun a letter, a selection and an import. */
export async function makeExhibits(site: Site): Promise<Exhibits> {
  const email = 'salma@example.org';
  await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
    fullName: 'سلمى المثال',
    jobTitle: 'مديرة',
    email,
  });
  const [registration] = site.sql<{ id: string; meetingId: string }>(
    'SELECT id, meetingId FROM Registration WHERE emailKey = ?',
    email,
  );
  const [user] = site.sql<{ id: string }>("SELECT id FROM User WHERE role = 'secretariat'");
  if (!registration || !user) throw new Error('nobody registered, or nobody is of the secretariat');
  const begun = { meetingId: registration.meetingId, createdBy: secretary, createdAt: AT };
  const ids = JSON.stringify([registration.id]);
  const [letter, batch, rows] = [randomUUID(), randomUUID(), randomUUID()];
  site.insert('Mailing', [{ id: letter, ...begun, updatedAt: AT, audience: `{"ids":${ids}}` }]);
  site.insert('Batch', [{ id: batch, ...begun, review: 'reviewed', ids }]);
  site.insert('Import', [{ id: rows, ...begun, rows: JSON.stringify([typedRow]) }]);
  const token = await site.tokenOf(email);
  return { token, registration: registration.id, user: user.id, letter, batch, rows };
}

/** The address of a route, about what there is. */
export const addressOf = (route: string, about: Exhibits, locale = 'ar'): string =>
  route
    .replace('[locale]', locale)
    .replace('[token]', about.token)
    .replace('[what]', 'attendance')
    .replace('[task]', 'correct')
    .replace('people/[id]', `people/${about.user}`)
    .replace('registrations/[id]', `registrations/${about.registration}`)
    .replace('letters/[id]', `letters/${about.letter}`)
    .replace('bulk/[id]', `bulk/${about.batch}`)
    .replace('import/[id]', `import/${about.rows}`);
