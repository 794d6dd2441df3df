'use client';

import { useParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { DisplayControls } from '@/components/layout/display-controls';
import { EmailLink } from '@/components/ui/email-link';
import type { Localized } from '@/lib/i18n/locale';
import { displayLabelsFrom } from '@/lib/server/display-script.mjs';

type Labels = Record<'heading' | 'text' | 'contact' | 'again', string> & {
  /** The labels of the display controls: text size and contrast. */
  display: Record<string, string>;
};
type Props = { error: Error & { digest?: string }; reset: () => void };

// Written out here instead of in `messages/`: the browser would have to load the whole message file, right after a script failed.
const labels: Localized<Labels> = {
  ar: {
    heading: 'تعذّر عرض هذه الصفحة',
    text: 'حدث خلل في الموقع، ولم يُفقد شيء من البيانات المسجَّلة. يرجى المحاولة بعد قليل.',
    contact: 'إذا تكرر الخلل، يرجى الكتابة إلى أمانة الاجتماع مع ذكر هذا الرمز:',
    again: 'محاولة أخرى',
    display: {
      summary: 'حجم النص والتباين',
      text: 'حجم النص',
      contrast: 'التباين',
      textNormal: '100%',
      textLarge: '125%',
      textLarger: '150%',
      textLargest: '200%',
      contrastNormal: 'عادي',
      contrastHigh: 'مرتفع',
    },
  },
  en: {
    heading: 'This page could not be shown',
    text: 'Something went wrong on the site. Nothing that was recorded is lost. Please try again in a moment.',
    contact: 'If it happens again, please write to the secretariat of the meeting and mention:',
    again: 'Try again',
    display: {
      summary: 'Text size and contrast',
      text: 'Text size',
      contrast: 'Contrast',
      textNormal: '100%',
      textLarge: '125%',
      textLarger: '150%',
      textLargest: '200%',
      contrastNormal: 'Normal',
      contrastHigh: 'High',
    },
  },
};

/** The error page for an error in the browser. Errors on the server show the page of `with-error-page.tsx`. */
export default function ErrorPage({ error, reset }: Props) {
  const { locale } = useParams();
  const { heading, text, contact, again, display } = labels[locale === 'en' ? 'en' : 'ar'];
  const [address, setAddress] = useState<string>();
  useEffect(() => setAddress(document.body.dataset.contact), []);
  return (
    <main id="content" className="page-width py-16">
      <DisplayControls labels={displayLabelsFrom((key) => display[key] ?? '')} />
      <h1 className="mb-4 text-3xl">{heading}</h1>
      <p className="mb-4">{text}</p>
      <p className="mb-8">
        {contact} <bdi>{error.digest ?? error.name}</bdi> {address && <EmailLink address={address} />}
      </p>
      <button type="button" className="action" onClick={reset}>
        {again}
      </button>
    </main>
  );
}
