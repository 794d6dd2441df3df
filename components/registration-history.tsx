import { type Change, changesOf, type Recorded } from '@/lib/audit';
import { formatMoment, isoInDubai } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { letterState } from '@/lib/outbox';
import { type Named, valueInWords } from '@/lib/registration/values';
import type { OutboxMessage } from '@/prisma/client/client';
import { LetterMark } from './states';

/** What happened to a registration, who did it and when, with old and new values. */
export function History({ events, locale }: { events: Recorded[]; locale: Locale }) {
  const t = translator(locale);
  return (
    <div className="sheet-scroll">
      <table className="sheet">
        <caption className="sr-only">{t('admin.detail.history')}</caption>
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
              <td>
                {t(`admin.event.${eventName(event.type)}`)}
                <Changes changes={changesOf(event)} locale={locale} />
              </td>
              <td>{t(`admin.actor.${event.actor}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Underscored<Type> = Type extends `${infer About}.${infer What}` ? `${About}_${What}` : never;

/** next-intl reads a dot in a key as a step down, so names of events are written with an underscore there. */
export const eventName = (type: Recorded['type']) => type.replace('.', '_') as Underscored<typeof type>;

function Changes({ changes, locale }: { changes: Change[]; locale: Locale }) {
  const t = translator(locale);
  if (changes.length === 0) return null;
  const value = (field: Named, text: string | null) => () => (
    <bdi>{valueInWords(field, text, locale) ?? t('admin.detail.nothing')}</bdi>
  );
  return (
    <ul className="list-disc ps-5">
      {changes.map(({ field, from, to }) => (
        <li key={field}>
          {t.rich('admin.detail.changed', {
            field: t(`fields.${field as Named}`),
            from: value(field as Named, from),
            to: value(field as Named, to),
          })}
        </li>
      ))}
    </ul>
  );
}

/** The letters about a registration and how each of them stands. */
export function Letters({ messages, locale }: { messages: OutboxMessage[]; locale: Locale }) {
  const t = translator(locale);
  return (
    <div className="sheet-scroll">
      <table className="sheet">
        <caption className="sr-only">{t('admin.detail.letters')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('admin.detail.kind')}</th>
            <th scope="col">{t('admin.detail.state')}</th>
            <th scope="col">{t('admin.detail.attempts')}</th>
            <th scope="col">{t('admin.detail.lastError')}</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <tr key={message.id}>
              <td>{t(`admin.message.${message.kind}`)}</td>
              <td>
                <LetterMark state={letterState([message])} locale={locale} />
              </td>
              <td className="figures">{message.attempts}</td>
              <td>
                {message.lastError && (
                  <bdi dir="ltr" lang="en">
                    {message.lastError}
                  </bdi>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Moment({ at, locale }: { at: Date; locale: Locale }) {
  return <time dateTime={isoInDubai(at)}>{formatMoment(at, locale)}</time>;
}
