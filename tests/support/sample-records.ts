import { randomUUID } from 'node:crypto';
import { openForm, type Site, secretary, sendForm } from './site';

/** The ids of one record of each kind that a route can be about, and the token of the registration's personal link. */
export type SampleRecords = Record<
  'token' | 'registration' | 'user' | 'email' | 'mailing' | 'batch' | 'import',
  string
>;

const AT = '2024-01-15T06:00:00.000+00:00';

/** A sheet as an import stores it, with one person. */
const sheet = {
  sheet: '',
  otherSheets: [],
  encoding: 'utf-8',
  rows: [
    { number: 1, cells: ['الاسم الكامل', 'المسمى الوظيفي'], flags: {}, isHidden: false },
    { number: 2, cells: ['هدى المثال', ''], flags: {}, isHidden: false },
  ],
  headingRow: 1,
  columns: ['fullName', 'jobTitle'],
  isComplete: true,
  countries: {},
};

/** Registers a person, and adds a draft of a mailing, a batch and an import. */
export async function createSampleRecords(site: Site): Promise<SampleRecords> {
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
  const created = { meetingId: registration.meetingId, createdBy: secretary, createdAt: AT };
  const ids = JSON.stringify([registration.id]);
  const [mailing, batch, importId] = [randomUUID(), randomUUID(), randomUUID()];
  const texts = { subjectAr: 'موضوع', textAr: 'نص', subjectEn: 'Subject', textEn: 'Text' };
  site.insert('Mailing', [{ id: mailing, ...created, updatedAt: AT, audience: `{"ids":${ids}}`, ...texts }]);
  site.insert('Batch', [{ id: batch, ...created, review: 'reviewed', ids }]);
  site.insert('Import', [{ id: importId, ...created, rows: JSON.stringify(sheet) }]);
  const token = await site.tokenOf(email);
  const [message] = site.sql<{ id: string }>(
    'SELECT id FROM OutboxMessage WHERE registrationId = ?',
    registration.id,
  );
  return {
    token,
    registration: registration.id,
    user: user.id,
    email: String(message?.id),
    mailing,
    batch,
    import: importId,
  };
}

/** The path of a route with the ids of these records in place of its parameters. */
export const addressOf = (route: string, records: SampleRecords, locale = 'ar'): string =>
  route
    .replace('[locale]', locale)
    .replace('[token]', records.token)
    .replace('[what]', 'attendance')
    .replace('[task]', 'correct')
    .replace('people/[id]', `people/${records.user}`)
    .replace('registrations/[id]', `registrations/${records.registration}`)
    .replace('emails/[id]', `emails/${records.email}`)
    .replace('letters/[id]', `letters/${records.mailing}`)
    .replace('bulk/[id]', `bulk/${records.batch}`)
    .replace('import/[id]', `import/${records.import}`);
