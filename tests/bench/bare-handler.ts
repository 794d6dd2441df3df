/**
 * A minimal server that does the same work as a confirmation: it parses the same form and writes the same three rows, equally
 * durable, in one transaction. `bare-handler.ts PORT DATABASE`
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Database from 'better-sqlite3';
import { migrate } from '@/lib/db/migrate';

const [port, file = ''] = process.argv.slice(2);
await migrate(`file:${file}`);
const database = new Database(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');

const registration = database.prepare(
  `INSERT INTO Registration (id, meetingId, reference, fullName, jobTitle, email, presentationTitle, country, organization,
     language, nameKey, emailKey, searchKey, confirmedAt, createdAt, updatedAt)
   VALUES (@id, 'meeting', @id, @fullName, @jobTitle, @email, @presentationTitle, @country, @organization,
     'ar', @fullName, @email, @email, @now, @now, @now)`,
);
const event = database.prepare(
  `INSERT INTO AuditEvent (registrationId, type, actor, details, sendingKey, at)
   VALUES (@id, 'registration.confirmed', 'participant', '{}', @key, @now)`,
);
const message = database.prepare(
  `INSERT INTO OutboxMessage (id, kind, registrationId, eventId, createdAt, dueAt)
   VALUES (@key, 'acknowledgement', @id, @eventId, @now, @now)`,
);
const write = database.transaction((row: Record<string, string>) => {
  registration.run(row);
  const { lastInsertRowid } = event.run(row);
  message.run({ ...row, eventId: lastInsertRowid });
});

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  const values = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
  write({ ...values, id: randomUUID(), key: randomUUID(), now: new Date().toISOString() } as Record<
    string,
    string
  >);
  response.writeHead(303, { location: '/' }).end();
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
