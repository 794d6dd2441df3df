import { TypedText } from '@/components/ui/running-text';
import type { Recipient } from '@/lib/email/parts';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { mailingParts } from '@/lib/mailing/mailing-email';
import type { MailingTexts } from '@/lib/mailing/texts';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { EmailPreview } from './email-preview';

type Props = {
  /** The language of the page. The email is in that of the recipient. */
  locale: Locale;
  registration: Recipient;
  mailing: MailingTexts;
  meeting: Meeting;
  secretariatEmail: string;
};

/**
 * The whole email of a mailing as one recipient reads it, with its subject and the recipient's values. Only the personal link is
 * replaced: nobody but the recipient may know it.
 */
export function MailingPreview({ locale, registration, mailing, meeting, secretariatEmail }: Props) {
  const t = translator(locale);
  const { subject, passages } = mailingParts(
    { registration, mailing, meeting, secretariatEmail },
    { personalLink: t('admin.mailings.linkStays') },
  );
  return (
    <>
      <p className="mb-2">
        {t('admin.mailings.toRecipient')} <TypedText text={registration.fullName} />{' '}
        <bdi dir="ltr" className="break-all">
          {registration.email}
        </bdi>
      </p>
      <EmailPreview subject={subject} passages={passages} label={t('admin.mailings.preview')} />
    </>
  );
}
