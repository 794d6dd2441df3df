import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type Email, emailTo, statementLinks } from '../parts';

/** To a member, with a sign-in code. It is sent at once and not by the outbox: the code is valid for ten minutes and stored nowhere. */
export function signInCode(address: string, code: string, locale: Locale): Email {
  const t = translator(locale);
  return emailTo(address, t('emails.signInCode.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('emails.signInCode.lead') },
        { kind: 'code', code },
        { kind: 'text', text: t('emails.signInCode.browser') },
        { kind: 'text', text: t('emails.signInCode.ignore') },
        ...statementLinks(locale),
      ],
    },
  ]);
}
