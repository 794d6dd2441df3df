import { z } from 'zod';
import { yieldToEventLoop } from '@/lib/async/turns';
import { db, type Tx } from '@/lib/db/client';
import { locales } from '@/lib/i18n/locale';
import { type Actor as ActorKind, MessageKind, Role, Source } from '@/prisma/client/enums';

const change = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
/** One field, as it was and as it became. */
export type Change = z.infer<typeof change>;

/** Why the secretariat did it; blank where none is asked for. */
const reason = z.string().default('');

/**
 * Signs that a program filled in a form: it filled in a field that people do not see, it was faster than anyone types, or the form
 * lacks the token that this site puts into each form.
 */
export const botSignals = ['honeypot', 'tooFast', 'missingToken'] as const;
export type BotSignal = (typeof botSignals)[number];
/** Why the secretariat erased somebody; chosen and not typed, because what is typed may name whom nothing is to name any more. */
export const erasureGrounds = ['request', 'mistake', 'duplicate', 'other'] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

const signals = z.array(z.enum(botSignals)).default([]);

/** Events of version 1.0 store bot signals as `doubts`, under these names. */
const earlierSignals: Record<string, BotSignal> = {
  trap: 'honeypot',
  haste: 'tooFast',
  unsigned: 'missingToken',
};

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('registration.confirmed'), botSignals: signals }),
  /** Someone who had withdrawn came back. */
  z.object({
    type: z.literal('registration.confirmedAgain'),
    changed: z.array(change),
    botSignals: signals,
  }),
  /** Someone who is confirmed sent the form once more; nothing was changed. */
  z.object({ type: z.literal('registration.repeated'), differed: z.array(change) }),
  z.object({ type: z.literal('registration.amended'), changed: z.array(change) }),
  z.object({ type: z.literal('registration.withdrawn'), changed: z.array(change).default([]), reason }),
  /** The links of an address were asked for, in the language of the page; about no registration where nobody has that address. */
  z.object({ type: z.literal('registration.linkAsked'), language: z.enum(locales) }),

  /** The secretariat entered a confirmation that came by another way; `reason` when the deadline had passed. */
  z.object({ type: z.literal('registration.recorded'), source: z.enum(Source), reason }),
  z.object({ type: z.literal('registration.corrected'), changed: z.array(change), reason }),
  z.object({ type: z.literal('registration.reinstated'), changed: z.array(change), reason }),
  /** What participants do not see: review state, note, presentation state and order, Latin name. */
  z.object({ type: z.literal('registration.handled'), changed: z.array(change) }),
  z.object({ type: z.literal('registration.letterAgain'), kind: z.enum(MessageKind) }),
  z.object({ type: z.literal('registration.linkReplaced'), reason }),
  /** No ground: the site did it by itself, when its time was over or again after a restore. */
  z.object({
    type: z.literal('registration.erased'),
    ground: z.enum(erasureGrounds).nullable().default(null),
  }),

  z.object({ type: z.literal('deadline.moved'), from: z.string(), to: z.string(), reason }),
  /** What left the site: the format, how many rows, and the view as the end of an address. */
  z.object({ type: z.literal('list.exported'), format: z.string(), rows: z.number(), view: z.string() }),
  z.object({ type: z.literal('list.marked'), review: z.string(), rows: z.number() }),
  z.object({ type: z.literal('list.imported'), rows: z.number(), leftOut: z.number() }),
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
  /** The secretariat's mailbox is told what happened between two instants. */
  z.object({ type: z.literal('summary.due'), from: z.string(), to: z.string() }),
]);
/** The things that can happen; a new one starts here. */
export type AuditEvent = z.input<typeof event>;

/** Every type of event, in the order in which they are declared. */
export const eventTypes = event.options.map((option) => option.shape.type.value);

/** Who does something: a kind, and for those who sign in the e-mail address and the network address. */
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
 * Writes down what happened, in the transaction in which it happens.
 * @param sendingKey names the sending of the form that caused it, if one did
 * @returns the event's id
 */
export async function recordEvent(
  tx: Tx,
  { type, ...details }: AuditEvent,
  about: Actor & { registrationId?: string; at: Date; idempotencyKey?: string | undefined },
): Promise<number> {
  const { registrationId = null, actor, by = null, ipAddress = null, at } = about;
  const idempotencyKey = about.idempotencyKey || null; // an empty one names nothing
  const { id } = await tx.auditEvent.create({
    data: { type, details, registrationId, actor, by, ipAddress, at, idempotencyKey },
  });
  return id;
}

/** Whether this very sending of the form was already received. */
export async function wasReceived(tx: Tx, idempotencyKey: string): Promise<boolean> {
  return (await tx.auditEvent.count({ where: { idempotencyKey } })) > 0;
}

type Row = Pick<RecordedEvent, 'id' | 'registrationId' | 'actor' | 'by' | 'ipAddress' | 'at'> & {
  type: string;
  details: unknown;
};

type Details = Record<string, unknown> & { doubts?: string[] };

const upToDate = ({ doubts, ...details }: Details): object =>
  doubts ? { ...details, botSignals: doubts.map((name) => earlierSignals[name]) } : details;

/** Reads an event from its row. @throws ZodError for details that no version of the site writes */
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
    ...event.parse({ type, ...upToDate(details as Details) }),
    id,
    registrationId,
    actor,
    by,
    ipAddress,
    at,
  };
}

/** What an event changed, or would have changed; nothing for one that is not about values. */
export function changesOf(event: AuditEvent): Change[] {
  if (event.type === 'registration.repeated') return event.differed;
  return ('changed' in event && event.changed) || [];
}

/** What happened to one registration, oldest first. */
export async function history(registrationId: string): Promise<RecordedEvent[]> {
  const rows = await db().auditEvent.findMany({
    where: { registrationId },
    orderBy: { id: 'asc' },
  });
  return rows.map(readEvent);
}

/** Which part of the log is wished for; what is not said does not narrow it. */
export type LogFilter = {
  type?: AuditEvent['type'] | undefined;
  /** The address of the member of staff, or a part of it. */
  by?: string | undefined;
  reference?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
};

export type LoggedEvent = RecordedEvent & { reference: string | null };

const ofFilter = ({ type, by, reference, from, to }: LogFilter) => ({
  ...(type && { type }),
  ...(by && { by: { contains: by.toLowerCase() } }),
  ...(reference && { registration: { reference: reference.toUpperCase() } }),
  ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
});

const withReference = { include: { registration: { select: { reference: true } } } } as const;

/** A page of the log, newest first; a page beyond the end is the last one. */
export async function listEvents(
  filter: LogFilter,
  { page, size }: { page: number; size: number },
): Promise<{ events: LoggedEvent[]; total: number; page: number; pages: number }> {
  const where = ofFilter(filter);
  const total = await db().auditEvent.count({ where });
  const pages = Math.max(1, Math.ceil(total / size));
  const shown = Math.min(page, pages);
  const rows = await db().auditEvent.findMany({
    where,
    ...withReference,
    orderBy: { id: 'desc' },
    skip: (shown - 1) * size,
    take: size,
  });
  return { events: rows.map(asLogged), total, page: shown, pages };
}

const LOG_BATCH = 100;

/** The whole log that matches, newest first, a part at a time, others in between; what is added meanwhile is left out. */
export async function* eventsInBatches(filter: LogFilter): AsyncGenerator<LoggedEvent[]> {
  let before: number | undefined;
  for (;;) {
    const rows = await db().auditEvent.findMany({
      where: { AND: [ofFilter(filter), before === undefined ? {} : { id: { lt: before } }] },
      ...withReference,
      orderBy: { id: 'desc' },
      take: LOG_BATCH,
    });
    if (rows.length > 0) yield rows.map(asLogged);
    const last = rows.at(-1);
    if (rows.length < LOG_BATCH || !last) return;
    before = last.id;
    await yieldToEventLoop();
  }
}

const asLogged = (row: Row & { registration: { reference: string } | null }): LoggedEvent => ({
  ...readEvent(row),
  reference: row.registration?.reference ?? null,
});
