import { TypedText } from '@/components/ui/running-text';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { valueInWords } from '@/lib/registration/field-values';
import { type Field, fields } from '@/lib/registration/schema';
import { formatMoment, isoInMeetingZone } from '@/lib/time/dates';
import type { Registration } from '@/prisma/client/client';

type Props = {
  registration: Registration;
  locale: Locale;
  /** Shown for an empty field. */
  none: string;
};

/** The recorded values of one registration. `bdi` gives each typed value its own writing direction. */
export function RegistrationFacts({ registration, locale, none }: Props) {
  const t = translator(locale);
  const value = (field: Field) => {
    const text = valueInWords(field, registration[field], locale);
    return text === null ? <span className="text-quiet">{none}</span> : <TypedText text={text} />;
  };
  return (
    <dl className="facts">
      <div>
        <dt>{t('fields.reference')}</dt>
        <dd>
          <bdi className="figures font-semibold">{registration.reference}</bdi>
        </dd>
      </div>
      {fields.map((field) => (
        <div key={field}>
          <dt>{t(`fields.${field}`)}</dt>
          <dd>{value(field)}</dd>
        </div>
      ))}
      <div>
        <dt>{t('fields.confirmedAt')}</dt>
        <dd>
          <time dateTime={isoInMeetingZone(registration.confirmedAt)}>
            {formatMoment(registration.confirmedAt, locale)}
          </time>{' '}
          {t('site.dubaiTime')}
        </dd>
      </div>
    </dl>
  );
}
