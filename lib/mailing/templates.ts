import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { inBraces, type Placeholder } from './placeholders';
import type { MailingTexts } from './texts';

/** The templates that a mailing can begin with. */
export const templates = ['blank', 'reminder', 'presenters'] as const;

/** The texts of a template; empty for any other name. */
export function templateTexts(name: string): MailingTexts {
  if (name !== 'reminder' && name !== 'presenters') {
    return { subjectAr: '', textAr: '', subjectEn: '', textEn: '' };
  }
  const [ar, en] = [textsIn('ar', name), textsIn('en', name)];
  return { subjectAr: ar.subject, textAr: ar.text, subjectEn: en.subject, textEn: en.text };
}

function textsIn(locale: Locale, name: 'reminder' | 'presenters'): { subject: string; text: string } {
  const t = translator(locale);
  return {
    subject: withBraces(t(`admin.mailings.templates.${name}.subject`), locale),
    text: withBraces(t(`admin.mailings.templates.${name}.text`), locale),
  };
}

/** Messages keep braces for their own values, so placeholders stand in other brackets there, with their English names. */
export const withBraces = (text: string, locale: Locale): string =>
  text.replace(/⟨(\w+)⟩/g, (_, name: string) => inBraces(name as Placeholder, locale));
