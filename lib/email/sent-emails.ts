import { history, type RecordedEvent, readEvent } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import type { Mailing, MessageKind, OutboxMessage, Registration } from '@/prisma/client/client';

/** An email of the outbox with what its page says about it. */
export type EmailDetails = OutboxMessage & {
  /** The event that caused it. */
  cause: RecordedEvent;
  /** When members asked for it again, oldest first. */
  askedAgain: RecordedEvent[];
  registration: Registration | null;
  mailing: Pick<Mailing, 'id' | 'subjectAr' | 'subjectEn'> | null;
};

/** One email of any kind; `null` if there is none with this id. */
export async function findEmail(id: string): Promise<EmailDetails | null> {
  const found = await db().outboxMessage.findUnique({
    where: { id },
    include: {
      event: true,
      registration: true,
      mailing: { select: { id: true, subjectAr: true, subjectEn: true } },
    },
  });
  if (!found) return null;
  const { event, ...email } = found;
  const events = email.registrationId ? await history(email.registrationId) : [];
  return { ...email, cause: readEvent(event), askedAgain: events.filter((one) => againId(one) === id) };
}

const againId = (event: RecordedEvent): string | undefined =>
  event.type === 'registration.letterAgain' ? event.messageId : undefined;

/** An email that an event is about. */
export type NamedEmail = Pick<OutboxMessage, 'id'> & { kind: MessageKind };

/**
 * The emails that each event caused and that were sent, by the event's id; of those to a selection, which have a page together, none. An
 * event that a member asked for an email again names that email, sent or not.
 */
export async function emailsOf(events: RecordedEvent[]): Promise<Map<number, NamedEmail[]>> {
  // By registration as well, because only that has an index. Emails about none are few.
  const ids = events.flatMap(({ registrationId }) => registrationId ?? []);
  const messages = await db().outboxMessage.findMany({
    where: {
      eventId: { in: events.map(({ id }) => id) },
      OR: [{ registrationId: { in: ids } }, { registrationId: null }],
      mailingId: null,
      sentAt: { not: null },
    },
    orderBy: [{ sentAt: 'asc' }, { id: 'asc' }],
    select: { id: true, kind: true, eventId: true },
  });
  const named = events.map((event): [number, NamedEmail[]] => {
    const again =
      event.type === 'registration.letterAgain' && event.messageId
        ? [{ id: event.messageId, kind: event.kind }]
        : [];
    return [event.id, [...again, ...messages.filter(({ eventId }) => eventId === event.id)]];
  });
  return new Map(named);
}
