'use server';

import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
import type { AdminFormState } from '@/components/staff/admin-form';
import { recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { transaction } from '@/lib/db/client';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import { send } from '@/lib/email/transport';
import { translator } from '@/lib/i18n/translator';
import {
  createDraft,
  deleteDraft,
  findMailing,
  findRecipient,
  type MailingTexts,
  retryFailed,
  saveDraft,
  sendMailing,
  stopMailing,
} from '@/lib/mailing/mailing';
import { mailingTestEmail } from '@/lib/mailing/mailing-email';
import { placeholders, unknownIn } from '@/lib/mailing/placeholders';
import { arabStates } from '@/lib/meeting/content/countries';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { defaultView, viewAsQuery } from '@/lib/registration/list-view';
import { meetingClock } from '@/lib/time/clock';
import type { Registration } from '@/prisma/client/client';
import { type Acting, adminAction } from '../admin';

const longest = { subject: 150, text: 5_000 } as const;
const parts = ['subjectAr', 'textAr', 'subjectEn', 'textEn'] as const satisfies (keyof MailingTexts)[];

const cleaned = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();

/** What was typed of a letter, and what is wrong with it. */
function readTexts({ t, form }: Acting): { texts: MailingTexts; errors: AdminFormState['errors'] } {
  const texts = Object.fromEntries(parts.map((part) => [part, cleaned(textOf(form, part))])) as MailingTexts;
  const errors = parts.flatMap((field) => {
    const isSubject = field.startsWith('subject');
    const text = texts[field];
    const most = isSubject ? longest.subject : longest.text;
    const [unknown] = unknownIn(text);
    if (text === '') return [{ field, text: t(`admin.mailings.missing.${field}`) }];
    if (text.length > most) return [{ field, text: t('admin.mailings.tooLong', { most }) }];
    if (isSubject && text.includes('\n')) return [{ field, text: t('admin.mailings.oneLine') }];
    if (unknown === undefined) return [];
    const known = placeholders.map((name) => `{${name}}`).join(' ');
    return [{ field, text: t('admin.mailings.unknown', { name: `{${unknown}}`, known }) }];
  });
  return { texts, errors };
}

const pageOf = ({ locale, form }: Acting): string =>
  `/${locale}/admin/letters/${encodeURIComponent(textOf(form, 'id'))}`;

/** Begins a letter for a kind of registrations, from a template. */
export async function submitNewLetter(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor }) => {
    const country = textOf(form, 'country');
    const who = textOf(form, 'audience');
    if (who === 'country' && !Object.hasOwn(arabStates, country)) {
      return again({ errors: [{ field: 'country', text: t('problems.required.country') }] });
    }
    const wish = {
      ...(who === 'presenting' && { presentation: 'yes' as const }),
      ...(who === 'accepted' && { presentation: 'accepted' as const }),
      ...(who === 'country' && { country }),
    };
    const view = viewAsQuery({ ...defaultView, status: 'confirmed', ...wish });
    const id = await createDraft({ view }, templateOf(textOf(form, 'template')), {
      actor,
      clock: meetingClock,
    });
    return redirect(`/${locale}/admin/letters/${id}`);
  });
}

/** The texts that a letter begins with. */
function templateOf(name: string): MailingTexts {
  if (name !== 'reminder' && name !== 'presenters') {
    return { subjectAr: '', textAr: '', subjectEn: '', textEn: '' };
  }
  const [ar, en] = (['ar', 'en'] as const).map((locale) => {
    const t = translator(locale);
    // Placeholders stand in braces, which messages keep for their own values.
    const raw = (text: string) => text.replace(/⟨(\w+)⟩/g, '{$1}');
    return {
      subject: raw(t(`admin.mailings.templates.${name}.subject`)),
      text: raw(t(`admin.mailings.templates.${name}.text`)),
    };
  });
  return {
    subjectAr: ar?.subject ?? '',
    textAr: ar?.text ?? '',
    subjectEn: en?.subject ?? '',
    textEn: en?.text ?? '',
  };
}

/** Saves the text of a letter that was not sent yet. */
export async function submitText(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (acting) => {
    const { t, again, refused } = acting;
    const { texts, errors } = readTexts(acting);
    if (errors.length > 0) return again({ errors });
    const mailing = await findMailing(textOf(form, 'id'));
    if (!mailing || mailing.sentAt) return refused(t('admin.mailings.sentAlready'));
    const isSaved =
      Number(textOf(form, 'seen')) === mailing.updatedAt.getTime() &&
      (await saveDraft(mailing.id, mailing.updatedAt, texts, { actor: acting.actor, clock: meetingClock }));
    if (!isSaved) {
      const conflict = parts
        .filter((part) => mailing[part] !== texts[part])
        .map((part) => ({
          label: t(`admin.mailings.${part}`),
          recorded: mailing[part],
          values: texts[part],
        }));
      return again({ expectedVersion: mailing.updatedAt.getTime(), conflict });
    }
    return redirect(`${pageOf(acting)}?done=saved`);
  });
}

/** Sends the letter, as one recipient would get it, to whoever is signed in. */
export async function submitTest(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (acting) => {
    const { t, refused, actor, member, tooMany } = acting;
    const mailing = await findMailing(textOf(form, 'id'));
    const registration = await findRecipient(textOf(form, 'recipient'));
    if (!mailing || !hasAddress(registration)) return refused(t('admin.nothing.text'));
    const refusal = await tooMany('testLetterByMember');
    if (refusal) return refusal;
    const about = {
      registration,
      mailing,
      meeting: await currentMeeting(),
      secretariatEmail: config().secretariatEmail,
    };
    const letter = mailingTestEmail(about, member.email, { personalLink: t('admin.mailings.linkStays') });
    const delivery = await send(letter, randomUUID());
    if (!delivery.ok) return refused(t(`admin.refusal.${deliveryProblemOf(delivery.reason)}`));
    await transaction((tx) =>
      recordEvent(tx, { type: 'mailing.tested', mailingId: mailing.id }, { ...actor, at: meetingClock() }),
    );
    return redirect(`${pageOf(acting)}?done=tested`);
  });
}

const hasAddress = (registration: Registration | null): registration is Registration & { email: string } =>
  Boolean(registration?.email);

/** Owes the letter to all its recipients. */
export async function submitSending(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (acting) => {
    const { t, refused, actor } = acting;
    const mailing = await findMailing(textOf(form, 'id'));
    const isRead = mailing?.updatedAt.getTime() === Number(textOf(form, 'seen'));
    if (!mailing || !isRead) return refused(t('admin.mailings.changedMeanwhile'));
    const count = await sendMailing(mailing, mailing.updatedAt, { actor, clock: meetingClock });
    if (count === null) return refused(t('admin.mailings.sentAlready'));
    return redirect(pageOf(acting));
  });
}

/** Lets what has not gone out stay. */
export async function submitStop(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (acting) => {
    await stopMailing(textOf(form, 'id'), { actor: acting.actor, clock: meetingClock });
    return redirect(pageOf(acting));
  });
}

/** Tries those once more that were given up. */
export async function submitFailedAgain(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (acting) => {
    await retryFailed(textOf(form, 'id'), { actor: acting.actor, clock: meetingClock });
    return redirect(pageOf(acting));
  });
}

/** Throws a letter away that was not sent. */
export async function submitDrop(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, refused, actor }) => {
    const isDropped = await deleteDraft(textOf(form, 'id'), { actor, clock: meetingClock });
    if (!isDropped) return refused(t('admin.mailings.sentAlready'));
    return redirect(`/${locale}/admin/letters?done=dropped`);
  });
}
