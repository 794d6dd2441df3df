import { z } from 'zod';
import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import { db, type Tx } from '@/lib/db/client';
import { locales } from '@/lib/i18n/locale';
import { type Actor as ActorKind, MessageKind, Role, Source } from '@/prisma/client/enums';

const change = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
/** One field with its old and its new value. */
export type Change = z.infer<typeof change>;

/** The reason that the member gave; blank where the form asks for none. */
const reason = z.string().default('');

/**
 * Signs that a program filled in a form. `honeypot`: a field that people do not see was filled in. `tooFast`: faster than anybody types.
 * `missingToken`: the form lacks the token that this site puts into each form.
 */
export const botSignals = ['honeypot', 'tooFast', 'missingToken'] as const;
export type BotSignal = (typeof botSignals)[number];
/** Why the secretariat erased somebody. Members choose and do not type it: a typed reason could name the erased person. */
export const erasureGrounds = ['request', 'mistake', 'duplicate', 'other'] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

const signals = z.array(z.enum(botSignals)).default([]);

/** Events of version 1.0 store bot signals as `doubts`, with these names. */
const signalsOfVersion1: Record<string, BotSignal> = {
  trap: 'honeypot',
  haste: 'tooFast',
  unsigned: 'missingToken',
};

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('registration.confirmed'), botSignals: signals }),
  /** Somebody who had withdrawn confirmed again. */
  z.object({
    type: z.literal('registration.confirmedAgain'),
    changed: z.array(change),
    botSignals: signals,
  }),
  /** Somebody who is confirmed submitted the form again. Nothing was changed; `differed` has the values that differed. */
  z.object({ type: z.literal('registration.repeated'), differed: z.array(change) }),
  z.object({ type: z.literal('registration.amended'), changed: z.array(change) }),
  z.object({ type: z.literal('registration.withdrawn'), changed: z.array(change).default([]), reason }),
  /** The links of an address were requested, in the language of the page. Without a registration if nobody has that address. */
  z.object({ type: z.literal('registration.linkAsked'), language: z.enum(locales) }),

  /** The secretariat recorded a confirmation that it received itself; with `reason` after the deadline. */
  z.object({ type: z.literal('registration.recorded'), source: z.enum(Source), reason }),
  z.object({ type: z.literal('registration.corrected'), changed: z.array(change), reason }),
  z.object({ type: z.literal('registration.reinstated'), changed: z.array(change), reason }),
  /** Fields changed that participants do not see: review state, note, presentation state and order, Latin name. */
  z.object({ type: z.literal('registration.handled'), changed: z.array(change) }),
  /**
   * The secretariat decided about a look-alike; recorded for both registrations. `other`: the reference of the other one, blank once
   * one of them is erased.
   */
  z.object({ type: z.literal('registration.samePerson'), other: z.string() }),
  z.object({ type: z.literal('registration.otherPerson'), other: z.string() }),
  /** `messageId`: the email that goes out because of it. */
  z.object({
    type: z.literal('registration.letterAgain'),
    kind: z.enum(MessageKind),
    messageId: z.string().optional(),
  }),
  z.object({ type: z.literal('registration.linkReplaced'), reason }),
  /** `ground` is `null` if the site erased by itself: after the retention period, or again after a restore. */
  z.object({
    type: z.literal('registration.erased'),
    ground: z.enum(erasureGrounds).nullable().default(null),
  }),

  z.object({ type: z.literal('deadline.moved'), from: z.string(), to: z.string(), reason }),
  /** A file was downloaded: its format, the number of rows, and the view of the list as a query string. */
  z.object({ type: z.literal('list.exported'), format: z.string(), rows: z.number(), view: z.string() }),
  z.object({ type: z.literal('list.marked'), review: z.string(), rows: z.number() }),
  /** `rows` counts new registrations, `updated` those that got other values. */
  z.object({
    type: z.literal('list.imported'),
    rows: z.number(),
    updated: z.number().default(0),
    leftOut: z.number(),
  }),
  z.object({ type: z.literal('mailing.saved'), mailingId: z.string() }),
  z.object({ type: z.literal('mailing.dropped'), mailingId: z.string() }),
  z.object({ type: z.literal('mailing.sent'), mailingId: z.string(), rows: z.number() }),
  z.object({ type: z.literal('mailing.stopped'), mailingId: z.string(), rows: z.number() }),
  z.object({ type: z.literal('mail.tested'), accepted: z.boolean() }),
  z.object({ type: z.literal('mailing.tested'), mailingId: z.string() }),
  z.object({ type: z.literal('person.invited'), email: z.string(), role: z.enum(Role) }),
  z.object({ type: z.literal('person.roleChanged'), email: z.string(), role: z.enum(Role) }),
  z.object({ type: z.literal('person.removed'), email: z.string() }),
  z.object({ type: z.literal('session.ended'), email: z.string() }),
  /** A daily summary was queued, about what happened between two instants (ISO 8601). */
  z.object({ type: z.literal('summary.due'), from: z.string(), to: z.string() }),
]);
/** Everything that is recorded in the audit log. A new type of event is added here. */
export type AuditEvent = z.input<typeof event>;

/** All types of events, in the order of their declaration. */
export const eventTypes = event.options.map((option) => option.shape.type.value);

/** Who causes an event. For a member `by` is the e-mail address, and `ipAddress` the address of the request. */
export type Actor = { actor: ActorKind; by?: string | undefined; ipAddress?: string | undefined };

export type RecordedEvent = z.output<typeof event> & {
  id: number;
  registrationId: string | null;
  actor: ActorKind;
  by: string | null;
  ipAddress: string | null;
  at: Date;
};

/**
 * Records an event in the transaction of the change.
 * @param origin who caused it, the registration it is about, when it happened (the meeting's time), and the idempotency key of the form
 *   submission that caused it, if one did
 * @returns the event's id
 */
export async function recordEvent(
  tx: Tx,
  { type, ...details }: AuditEvent,
  origin: Actor & { registrationId?: string; at: Date; idempotencyKey?: string | undefined },
): Promise<number> {
  const { registrationId = null, actor, by = null, ipAddress = null, at } = origin;
  const idempotencyKey = origin.idempotencyKey || null; // an empty key identifies no submission
  const { id } = await tx.auditEvent.create({
    data: { type, details, registrationId, actor, by, ipAddress, at, idempotencyKey },
  });
  return id;
}

/** Whether a form submission with this key was received before. */
export async function wasReceived(tx: Tx, idempotencyKey: string): Promise<boolean> {
  return (await tx.auditEvent.count({ where: { idempotencyKey } })) > 0;
}

type Row = Pick<RecordedEvent, 'id' | 'registrationId' | 'actor' | 'by' | 'ipAddress' | 'at'> & {
  type: string;
  details: unknown;
};

type Details = Record<string, unknown> & { doubts?: string[] };

const inCurrentNames = ({ doubts, ...details }: Details): object =>
  doubts ? { ...details, botSignals: doubts.map((name) => signalsOfVersion1[name]) } : details;

/** Reads an event from its row. @throws ZodError if no version of the site writes such details */
export function readEvent({
  id,
  type,
  details,
  registrationId,
  actor,
  by,
  ipAddress,
  at,
}: Row): RecordedEvent {
  return {
    ...event.parse({ type, ...inCurrentNames(details as Details) }),
    id,
    registrationId,
    actor,
    by,
    ipAddress,
    at,
  };
}

/** The changes of an event, or for a repeated form the changes that were not made. Empty for an event without changes. */
export function changesOf(event: AuditEvent): Change[] {
  if (event.type === 'registration.repeated') return event.differed;
  return ('changed' in event && event.changed) || [];
}

/** The events of one registration, oldest first. */
export async function history(registrationId: string): Promise<RecordedEvent[]> {
  const rows = await db().auditEvent.findMany({
    where: { registrationId },
    orderBy: { id: 'asc' },
  });
  return rows.map(readEvent);
}

/** Which events to list. A missing property does not limit them. */
export type LogFilter = {
  type?: AuditEvent['type'] | undefined;
  /** The member's e-mail address, or a part of it. */
  by?: string | undefined;
  reference?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
};

export type LoggedEvent = RecordedEvent & { reference: string | null };

const whereOf = ({ type, by, reference, from, to }: LogFilter) => ({
  ...(type && { type }),
  ...(by && { by: { contains: by.toLowerCase() } }),
  ...(reference && { registration: { reference: reference.toUpperCase() } }),
  ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
});

const withReference = { include: { registration: { select: { reference: true } } } } as const;

/** A page of the log, newest events first. A page number beyond the end gives the last page. */
export async function listEvents(
  filter: LogFilter,
  { page, size }: { page: number; size: number },
): Promise<{ events: LoggedEvent[]; total: number; page: number; pages: number }> {
  const where = whereOf(filter);
  const total = await db().auditEvent.count({ where });
  const pages = Math.max(1, Math.ceil(total / size));
  const actualPage = Math.min(page, pages);
  const rows = await db().auditEvent.findMany({
    where,
    ...withReference,
    orderBy: { id: 'desc' },
    skip: (actualPage - 1) * size,
    take: size,
  });
  return { events: rows.map(toLoggedEvent), total, page: actualPage, pages };
}

const LOG_BATCH = 100;

/** How many events match. */
export const countEvents = (tx: Tx, filter: LogFilter): Promise<number> =>
  tx.auditEvent.count({ where: whereOf(filter) });

/**
 * All matching events, newest first, in batches. The event loop serves other requests between batches. Events that are added while this
 * runs are left out.
 * @param before the id of the first event that is left out; without it all events so far are read
 */
export async function* eventsInBatches(filter: LogFilter, before?: number): AsyncGenerator<LoggedEvent[]> {
  let end = before;
  for (;;) {
    const rows = await db().auditEvent.findMany({
      where: { AND: [whereOf(filter), end === undefined ? {} : { id: { lt: end } }] },
      ...withReference,
      orderBy: { id: 'desc' },
      take: LOG_BATCH,
    });
    if (rows.length > 0) yield rows.map(toLoggedEvent);
    const last = rows.at(-1);
    if (rows.length < LOG_BATCH || !last) return;
    end = last.id;
    await yieldToEventLoop();
  }
}

const toLoggedEvent = (row: Row & { registration: { reference: string } | null }): LoggedEvent => ({
  ...readEvent(row),
  reference: row.registration?.reference ?? null,
});
