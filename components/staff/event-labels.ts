import type { RecordedEvent } from '@/lib/audit/audit';
import { changesOf } from '@/lib/audit/audit';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { displayAddress } from '@/lib/text/email-address';
import { formatDay, lastDayBefore } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { eventName } from './registration-history';

/** The name of an event, for tables and exports. */
export const eventTitle = (event: RecordedEvent, locale: Locale): string =>
  translator(locale)(`admin.event.${eventName(event.type)}`);

/** The details of an event, one per line: changed values, what is specific to its type, and the reason. */
export function eventDetails(event: RecordedEvent, locale: Locale): string[] {
  const t = translator(locale);
  const value = (field: string, text: string | null) =>
    valueInWords(field as FieldName, text, locale) ?? t('admin.detail.nothing');
  const changes = changesOf(event).map(({ field, from, to }) =>
    t.markup('admin.detail.changed', {
      field: t(`fields.${field as FieldName}`),
      from: () => value(field, from),
      to: () => value(field, to),
    }),
  );
  const reason =
    'reason' in event && event.reason ? [`${t('admin.task.reason.label')}: ${event.reason}`] : [];
  return [...changes, ...typeDetails(event, locale), ...reason];
}

/** The details that only events of this type have. */
function typeDetails(event: RecordedEvent, locale: Locale): string[] {
  const t = translator(locale);
  const lastDay = (at: string) => formatDay(lastDayBefore(instant(at)).day, locale);
  switch (event.type) {
    case 'deadline.moved':
      return [
        `${t('admin.deadline.from')}: ${lastDay(event.from)}`,
        `${t('admin.deadline.to')}: ${lastDay(event.to)}`,
      ];
    case 'registration.confirmed':
    case 'registration.confirmedAgain':
      return event.botSignals.map((signal) => t(`admin.botSignal.${signal}`));
    case 'registration.linkAsked':
      return event.registrationId ? [] : [t('admin.detail.unregistered')];
    case 'registration.recorded':
      return [t(`admin.source.${event.source}`)];
    case 'registration.erased':
      return event.ground ? [t(`admin.ground.${event.ground}`)] : [];
    case 'registration.samePerson':
    case 'registration.otherPerson':
      return [event.other].filter(Boolean);
    case 'registration.letterAgain':
      return [t(`admin.message.${event.kind}`)];
    case 'list.exported':
      return [event.format, t('admin.list.found', { total: event.rows }), event.view].filter(Boolean);
    case 'list.imported':
      return [
        t('admin.list.found', { total: event.rows }),
        ...(event.updated > 0 ? [t('admin.import.updated', { total: event.updated })] : []),
      ];
    case 'list.marked':
    case 'mailing.sent':
    case 'mailing.stopped':
      return [t('admin.list.found', { total: event.rows })];
    case 'person.invited':
    case 'person.roleChanged':
      return [displayAddress(event.email), t(`admin.role.${event.role}`)];
    case 'person.removed':
    case 'session.ended':
      return [displayAddress(event.email)];
    default:
      return [];
  }
}
