import type { ParticipantFormLabels } from '@/components/registration/participant-form';
import type { AdminFormLabels } from '@/components/staff/admin-form';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type Field, fields } from '@/lib/registration/schema';

/** What the form about a participant says differently where it is used for something else. */
type Own = {
  title: string;
  submit: string;
  submitting: string;
  emailHint: string;
  closedContact: string;
  trap?: string;
};

/** The words of the form about a participant: it has them handed in, so that no script carries the messages. */
export function participantFormLabels(locale: Locale, own: Own): ParticipantFormLabels {
  const t = translator(locale);
  return {
    labels: Object.fromEntries(fields.map((field) => [field, t(`fields.${field}`)])) as Record<Field, string>,
    hints: {
      fullName: t('rsvp.hints.fullName'),
      email: own.emailHint,
      presentationTitle: t('rsvp.hints.presentationTitle'),
      organization: t('rsvp.hints.organization'),
    },
    optional: t('site.optional'),
    summaryHeading: t('rsvp.summaryHeading'),
    errorPrefix: t('rsvp.errorPrefix'),
    errorTitle: t('rsvp.errorTitle', { title: own.title }),
    chooseCountry: t('rsvp.chooseCountry'),
    trap: own.trap,
    submit: own.submit,
    submitting: own.submitting,
    closedTyped: t('rsvp.closedTyped'),
    closedContact: own.closedContact,
    conflictRecorded: t('amend.conflictRecorded'),
    conflictTyped: t('amend.conflictTyped'),
  };
}

/** The words of a form of the secretariat. */
export function adminFormLabels(locale: Locale, submit: string): AdminFormLabels {
  const t = translator(locale);
  return {
    submit,
    submitting: t('admin.form.submitting'),
    optional: t('site.optional'),
    summaryHeading: t('rsvp.summaryHeading'),
    errorPrefix: t('rsvp.errorPrefix'),
    conflictHeading: t('amend.conflictHeading'),
    conflict: t('amend.conflict'),
    conflictRecorded: t('amend.conflictRecorded'),
    conflictTyped: t('amend.conflictTyped'),
  };
}
