import { TypedText } from '@/components/ui/running-text';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Delivery } from '@/lib/mailing/mailing';
import { displayAddress } from '@/lib/text/email-address';
import { DeliveryError, DeliveryState, Moment } from './registration-history';

/** The emails of a sent mailing as a table: to whom, state, time, last error. */
export function DeliveryTable({ deliveries, locale }: { deliveries: Delivery[]; locale: Locale }) {
  const t = translator(locale);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.mailings.recipients')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('fields.reference')}</th>
            <th scope="col">{t('fields.fullName')}</th>
            <th scope="col">{t('fields.email')}</th>
            <th scope="col">{t('admin.detail.state')}</th>
            <th scope="col">{t('admin.detail.when')}</th>
            <th scope="col">{t('admin.detail.lastError')}</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map(({ registration, ...message }) => (
            <tr key={message.id}>
              <th scope="row">
                <a className="quiet-link" href={`/${locale}/admin/registrations/${registration?.id}`}>
                  <bdi className="figures">{registration?.reference}</bdi>
                </a>
              </th>
              <td className="min-w-32">
                {registration?.erasedAt ? (
                  <em>{t('admin.detail.erased')}</em>
                ) : (
                  <TypedText text={registration?.fullName ?? ''} />
                )}
              </td>
              <td>
                <bdi dir="ltr">{displayAddress(registration?.email ?? '')}</bdi>
              </td>
              <td>
                <DeliveryState message={message} locale={locale} />
              </td>
              <td className="whitespace-nowrap">
                {message.sentAt && <Moment at={message.sentAt} locale={locale} />}
              </td>
              <td className="min-w-48">
                {message.lastError && (
                  <DeliveryError message={message} reply={message.lastError} locale={locale} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
