import { dayLabels } from '@/app/_form/form-labels';
import { eventDetails, eventTitle } from '@/components/staff/event-labels';
import { PageLinks } from '@/components/staff/page-links';
import { eventName } from '@/components/staff/registration-history';
import { DayInput } from '@/components/ui/day-input';
import { TypedText } from '@/components/ui/running-text';
import { eventTypes, type LoggedEvent, listEvents } from '@/lib/audit/audit';
import { emailsOf, type NamedEmail } from '@/lib/email/sent-emails';
import { readWholeNumber } from '@/lib/text/digits';
import { formatMoment } from '@/lib/time/dates';
import { type AdminPageContext, adminMetadata, adminPage } from '../admin';
import { readLogFilter } from './log-filter';

export const generateMetadata = adminMetadata('admin.log.heading');

const PAGE_SIZE = 100;

export default adminPage({ path: () => '/admin/log', isWide: true }, async (context) => {
  const { locale, t, searchParams } = context;
  const requestedPage = Math.max(1, readWholeNumber(searchParams.page ?? '') ?? 1);
  const { events, total, page, pages } = await listEvents(readLogFilter(searchParams), {
    page: requestedPage,
    size: PAGE_SIZE,
  });
  const emails = await emailsOf(events);
  const query = new URLSearchParams(
    ['type', 'by', 'reference', 'from', 'to'].flatMap((name) =>
      searchParams[name] ? [[name, searchParams[name]]] : [],
    ),
  );
  const pageUrl = (number: number) => `/${locale}/admin/log?${query}&page=${number}`;
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.log.heading')}</h1>
      <p className="prose-width mb-6">{t('admin.log.text')}</p>
      <Filter context={context} />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
        <div role="status">{t('admin.log.found', { total })}</div>
        <a className="quiet-link py-2" href={`/${locale}/admin/log.csv?${query}`} download>
          {t('admin.log.export')}
        </a>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="sheet-scroll" aria-label={t('admin.log.heading')} tabIndex={0}>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">{t('admin.detail.when')}</th>
              <th scope="col">{t('admin.detail.what')}</th>
              <th scope="col">{t('fields.reference')}</th>
              <th scope="col">{t('admin.log.details')}</th>
              <th scope="col">{t('admin.detail.who')}</th>
              <th scope="col">{t('admin.log.place')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Row key={event.id} event={event} emails={emails.get(event.id) ?? []} context={context} />
            ))}
          </tbody>
        </table>
      </section>
      <PageLinks label={t('admin.log.pages')} page={page} pages={pages} locale={locale} addressOf={pageUrl} />
    </>
  );
});

type RowProps = { event: LoggedEvent; emails: NamedEmail[]; context: AdminPageContext };

function Row({ event, emails, context: { locale, t } }: RowProps) {
  return (
    <tr>
      <td className="whitespace-nowrap">{formatMoment(event.at, locale)}</td>
      <td className="min-w-48">{eventTitle(event, locale)}</td>
      <td className="whitespace-nowrap">
        {event.reference && (
          <a className="quiet-link" href={`/${locale}/admin/registrations/${event.registrationId}`}>
            <bdi className="figures">{event.reference}</bdi>
          </a>
        )}
      </td>
      <td className="min-w-64">
        {eventDetails(event, locale).map((detail) => (
          <span key={detail} className="block">
            <TypedText text={detail} />
          </span>
        ))}
        {/* A draft may be deleted; what was sent stays. */}
        {(event.type === 'mailing.sent' || event.type === 'mailing.stopped') && (
          <a className="quiet-link" href={`/${locale}/admin/letters/${event.mailingId}`}>
            {t('admin.log.showMailing')}
          </a>
        )}
        {emails.map(({ id, kind }) => (
          <a key={id} className="quiet-link block w-fit py-1" href={`/${locale}/admin/emails/${id}`}>
            {t('admin.log.showMailing')}: {t(`admin.message.${kind}`)}
          </a>
        ))}
      </td>
      <td>
        {t(`admin.actor.${event.actor}`)}
        {event.by && (
          <span className="block">
            <bdi dir="ltr">{event.by}</bdi>
          </span>
        )}
      </td>
      <td>
        <bdi dir="ltr">{event.ipAddress}</bdi>
      </td>
    </tr>
  );
}

/** The filter of the log. It is sent with GET, so that a filtered view has a URL of its own. */
function Filter({ context: { locale, t, searchParams } }: { context: AdminPageContext }) {
  return (
    <form action={`/${locale}/admin/log`} className="mb-6 flex flex-wrap items-end gap-3">
      <div className="form-field mb-0!">
        <label htmlFor="type">{t('admin.detail.what')}</label>
        <select id="type" name="type" defaultValue={searchParams.type ?? ''}>
          <option value="">{t('admin.filter.any')}</option>
          {eventTypes.map((type) => (
            <option key={type} value={type}>
              {t(`admin.event.${eventName(type)}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="form-field mb-0!">
        <label htmlFor="by">{t('admin.detail.who')}</label>
        <input id="by" name="by" dir="ltr" defaultValue={searchParams.by ?? ''} />
      </div>
      <div className="form-field mb-0!">
        <label htmlFor="reference">{t('fields.reference')}</label>
        <input id="reference" name="reference" dir="ltr" defaultValue={searchParams.reference ?? ''} />
      </div>
      {(['from', 'to'] as const).map((name) => (
        <div key={name} className="form-field mb-0! max-w-xs!">
          <label htmlFor={name}>{t(`admin.filter.${name}`)}</label>
          <DayInput
            controlProps={{ id: name, name }}
            value={searchParams[name] ?? ''}
            labels={dayLabels(locale)}
            locale={locale}
          />
        </div>
      ))}
      <button type="submit" className="action">
        {t('admin.list.searchButton')}
      </button>
    </form>
  );
}
