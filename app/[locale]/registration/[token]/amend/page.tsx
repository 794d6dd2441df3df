import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { ParticipantForm } from '@/components/participant-form';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { arabStatesInOrder, countryName } from '@/lib/content/countries';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { findByLink } from '@/lib/registration/queries';
import { type Field, fields } from '@/lib/registration/schema';
import { calmMetadata, calmPage, type PageProps } from '../../../../calm';
import { participantFormWords } from '../../../../form-words';
import { Frame } from '../../../../frame';
import { pageMetadata } from '../../../../page-metadata';
import { submitAmendment } from '../../actions';
import { deadLink } from '../dead-link';

type Props = PageProps<{ token: string }>;

export const generateMetadata = calmMetadata(async ({ params }: Props) => {
  const { locale } = await params;
  return pageMetadata({ locale, path: '', title: translator(locale)('amend.title'), isPublic: false });
});

export default calmPage(async ({ params }: Props) => {
  await connection();
  const { locale, token } = await params;
  const registration = await findByLink(token);
  if (!registration) return deadLink(locale);
  const t = translator(locale);
  const meeting = await currentMeeting();
  const deadline = deadlineInWords(meeting, locale);
  const canAmend = isConfirmationOpen(meeting, meetingClock()) && registration.status === 'confirmed';
  const own = `/${locale}/registration/${token}`;
  const recorded = Object.fromEntries(fields.map((field) => [field, registration[field] ?? '']));
  const back = (
    <p className="mt-8">
      <a className="quiet-link" href={own}>
        {t('registration.back')}
      </a>
    </p>
  );
  return (
    <Frame locale={locale} path={`/registration/${token}/amend`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('amend.title')}</h1>
        {canAmend && <p className="mb-8">{t('amend.introduction', { deadline: deadline.until })}</p>}
        <ParticipantForm
          locale={locale}
          address={`${own}/amend`}
          hidden={{ token }}
          isAddressFixed
          words={participantFormWords(locale, {
            title: t('amend.title'),
            submit: t('amend.submit'),
            submitting: t('amend.submitting'),
            emailHint: t('amend.emailHint'),
            closedContact: t('amend.closedContact'),
          })}
          countries={countriesFor(registration.country, locale)}
          contact={config().secretariatEmail}
          initial={{
            attempt: 0,
            formId: randomUUID(),
            typed: recorded as Record<Field, string>,
            errors: [],
            seen: registration.version,
          }}
          action={submitAmendment}
          closed={canAmend ? null : <p className="notice">{t('amend.notNow')}</p>}
        />
        {back}
      </div>
    </Frame>
  );
});

/** The Arab States, and the recorded country where it is another one: saving must not drop it. */
function countriesFor(recorded: string | null, locale: Parameters<typeof arabStatesInOrder>[0]) {
  const offered = arabStatesInOrder(locale);
  if (!recorded || offered.some(({ code }) => code === recorded)) return offered;
  return [...offered, { code: recorded, name: countryName(recorded, locale) }];
}
