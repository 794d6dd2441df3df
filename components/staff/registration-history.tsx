import type { ReactNode } from 'react';
import { TypedText } from '@/components/ui/running-text';
import { type Change, changesOf, type RecordedEvent } from '@/lib/audit/audit';
import { emailStateOf, type ListedEmail } from '@/lib/email/outbox';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { formatMoment, isoInMeetingZone } from '@/lib/time/dates';
import type { Mailing, OutboxMessage } from '@/prisma/client/client';
import { EmailStateLabel } from './state-labels';

/** The events of a registration as a table: when, what with old and new values, and who. */
export function History({ events, locale }: { events: RecordedEvent[]; locale: Locale }) {
  const t = translator(locale);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.detail.history')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('admin.detail.when')}</th>
            <th scope="col">{t('admin.detail.what')}</th>
            <th scope="col">{t('admin.detail.who')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td className="whitespace-nowrap">
                <Moment at={event.at} locale={locale} />
              </td>
              <td className="min-w-48">
                {t(`admin.event.${eventName(event.type)}`)}
                {'botSignals' in event &&
                  event.botSignals.map((signal) => (
                    <span key={signal} className="block">
                      {t(`admin.botSignal.${signal}`)}
                    </span>
                  ))}
                {'ground' in event && event.ground && (
                  <span className="block">{t(`admin.ground.${event.ground}`)}</span>
                )}
                {'other' in event && event.other && (
                  <span className="block">
                    <bdi className="figures">{event.other}</bdi>
                  </span>
                )}
                {'reason' in event && event.reason && (
                  <span className="block">
                    {t('admin.task.reason.label')}: <TypedText text={event.reason} />
                  </span>
                )}
                <Changes changes={changesOf(event)} locale={locale} />
              </td>
              <td>
                {t(`admin.actor.${event.actor}`)}
                {event.by && (
                  <span className="block">
                    <bdi dir="ltr">{event.by}</bdi>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Underscored<Type> = Type extends `${infer Subject}.${infer Verb}` ? `${Subject}_${Verb}` : never;

/** The message key of an event type: `list.exported` becomes `list_exported`, because next-intl reads a dot in a key as nesting. */
export const eventName = (type: RecordedEvent['type']) => type.replace('.', '_') as Underscored<typeof type>;

/** Changed values, each as the old and the new one. */
export function Changes({ changes, locale }: { changes: Change[]; locale: Locale }) {
  const t = translator(locale);
  if (changes.length === 0) return null;
  const value = (field: FieldName, text: string | null) => () => (
    <TypedText text={valueInWords(field, text, locale) ?? t('admin.detail.nothing')} />
  );
  return (
    <ul className="list-disc ps-5">
      {changes.map(({ field, from, to }) => (
        <li key={field}>
          {t.rich('admin.detail.changed', {
            field: t(`fields.${field as FieldName}`),
            from: value(field as FieldName, from),
            to: value(field as FieldName, to),
          })}
        </li>
      ))}
    </ul>
  );
}

type EmailHistoryProps = {
  /** The emails, those of a mailing with its subjects. */
  messages: (ListedEmail & { mailing: Pick<Mailing, 'id' | 'subjectAr' | 'subjectEn'> | null })[];
  locale: Locale;
  /** The address of the page of one email. */
  addressOf: (messageId: string) => string;
  /** Renders the button for one email, such as "Send again". */
  children?: (messageId: string) => ReactNode;
};

/** The emails about a registration as a table: kind, state, time, last error. */
export function EmailHistory({ messages, locale, addressOf, children }: EmailHistoryProps) {
  const t = translator(locale);
  if (messages.length === 0) return <p>{t('admin.detail.noLetters')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.detail.letters')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('admin.detail.kind')}</th>
            <th scope="col">{t('admin.detail.state')}</th>
            <th scope="col">{t('admin.detail.when')}</th>
            <th scope="col">{t('admin.detail.lastError')}</th>
            <th scope="col">{t('admin.detail.again')}</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <tr key={message.id}>
              <td>
                {message.sentAt ? (
                  <a className="quiet-link" href={addressOf(message.id)}>
                    {t(`admin.message.${message.kind}`)}
                  </a>
                ) : (
                  t(`admin.message.${message.kind}`)
                )}
                {message.mailing && (
                  <MailingLink mailing={message.mailing} locale={locale} className="block" />
                )}
              </td>
              <td>
                <DeliveryState message={message} locale={locale} />
              </td>
              <td className="whitespace-nowrap">
                <Moment at={message.sentAt ?? message.createdAt} locale={locale} />
              </td>
              <td className="min-w-48">
                {message.lastError && (
                  <DeliveryError message={message} reply={message.lastError} locale={locale} />
                )}
              </td>
              <td className="whitespace-nowrap">{!message.cancelledAt && children?.(message.id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type MailingLinkProps = {
  mailing: Pick<Mailing, 'id' | 'subjectAr' | 'subjectEn'>;
  locale: Locale;
  className?: string;
};

/** A mailing by its subject, with a link to its page. */
export function MailingLink({ mailing: { id, subjectAr, subjectEn }, locale, className }: MailingLinkProps) {
  const subject = locale === 'ar' ? subjectAr : subjectEn;
  return (
    <a className={`quiet-link ${className ?? ''}`} href={`/${locale}/admin/letters/${id}`}>
      <TypedText text={subject || translator(locale)('admin.mailings.untitled')} />
    </a>
  );
}

/** The state of one email: also that it was stopped. */
export function DeliveryState({ message, locale }: { message: ListedEmail; locale: Locale }) {
  return message.cancelledAt ? (
    translator(locale)('admin.emailState.stopped')
  ) : (
    <EmailStateLabel state={emailStateOf([message])} locale={locale} />
  );
}

type DeliveryErrorProps = {
  message: Pick<OutboxMessage, 'registrationId' | 'failedAt' | 'cancelledAt'>;
  /** The answer of the mail server, or the error where there was none. */
  reply: string;
  locale: Locale;
};

/** Why an email was not sent, in plain words, what happens next, and below them the reply of the mail server. */
export function DeliveryError({
  message: { registrationId, failedAt, cancelledAt },
  reply,
  locale,
}: DeliveryErrorProps) {
  const t = translator(locale);
  const problem = deliveryProblemOf(reply);
  const isWrongAddress = problem === 'unknownAddress' || problem === 'mailboxClosed';
  const next = failedAt ? t('admin.detail.notTriedAgain') : t('admin.detail.triedAgain');
  return (
    <>
      {`${t(`admin.refusal.${problem}`)} ${cancelledAt ? '' : next}`.trim()}
      {failedAt && isWrongAddress && (
        <a
          className="quiet-link block py-1"
          href={`/${locale}/admin/registrations/${registrationId}/correct`}
        >
          {t('admin.detail.correctAddress')}
        </a>
      )}
      <details>
        <summary className="cursor-pointer text-quiet">{t('admin.detail.serverSaid')}</summary>
        <bdi dir="ltr" lang="en">
          {reply}
        </bdi>
      </details>
    </>
  );
}

export function Moment({ at, locale }: { at: Date; locale: Locale }) {
  return <time dateTime={isoInMeetingZone(at)}>{formatMoment(at, locale)}</time>;
}
