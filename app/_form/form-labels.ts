import { failureLabels } from '@/components/form/failure-labels';
import type { ParticipantFormLabels } from '@/components/registration/participant-form';
import type { AdminFormLabels } from '@/components/staff/admin-form';
import type { DayLabels } from '@/components/ui/day-input';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type Field, fields } from '@/lib/registration/schema';

/** Labels that differ between confirming and amending. */
type PageLabels = {
  title: string;
  submit: string;
  submitting: string;
  emailHint: string;
  closedContact: string;
  trap?: string;
};

/**
 * The labels of the participant form. The page passes them as props, because the browser would otherwise have to load the
 * whole message file.
 */
export function participantFormLabels(locale: Locale, pageLabels: PageLabels): ParticipantFormLabels {
  const t = translator(locale);
  return {
    labels: Object.fromEntries(fields.map((field) => [field, t(`fields.${field}`)])) as Record<Field, string>,
    hints: {
      fullName: t('rsvp.hints.fullName'),
      email: pageLabels.emailHint,
      presentationTitle: t('rsvp.hints.presentationTitle'),
      organization: t('rsvp.hints.organization'),
    },
    optional: t('site.optional'),
    summaryHeading: t('rsvp.summaryHeading'),
    errorPrefix: t('rsvp.errorPrefix'),
    errorTitle: t('rsvp.errorTitle', { title: pageLabels.title }),
    chooseCountry: t('rsvp.chooseCountry'),
    trap: pageLabels.trap,
    submit: pageLabels.submit,
    submitting: pageLabels.submitting,
    closedTyped: t('rsvp.closedTyped'),
    closedContact: pageLabels.closedContact,
    conflictRecorded: t('amend.conflictRecorded'),
    conflictTyped: t('amend.conflictTyped'),
    ...sendingLabels(locale),
  };
}

/** The labels of what every form says about being sent, and of changing the language without JavaScript. */
export const sendingLabels = (locale: Locale) => ({
  failure: failureLabels[locale],
  changeLanguage: translator(otherLocale(locale))('formFailure.changeLanguage'),
});

/** The labels of a staff form. @param submit the text of its button */
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
    // The form itself says what is wrong with a day, once it was sent.
    day: { format: t('admin.form.dayFormat') },
    file: { chooseFile: t('admin.form.chooseFile'), noFile: t('admin.form.noFile') },
    ...sendingLabels(locale),
  };
}

/** The labels of a day in a filter, which is sent as an address and so says at the field what is wrong. */
export function dayLabels(locale: Locale): DayLabels {
  const t = translator(locale);
  return { format: t('admin.form.dayFormat'), wrong: t('admin.form.dayWrong') };
}
