import { translator } from '@/lib/i18n/translator';
import { forParticipant, linkBlocks, participantEmail, recordedFacts } from '../parts';

/** To somebody whose personal links the secretariat made invalid, with the new valid link. */
export const newLink = forParticipant((context) => {
  const { registration } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  return participantEmail(
    context,
    t('emails.newLink.subject'),
    [
      { kind: 'text', text: t('emails.newLink.lead') },
      recordedFacts(registration, locale),
      ...linkBlocks(context, locale),
    ],
    (t) => t('emails.newLink.summary', { reference }),
  );
});
