'use client';

import { useParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { DisplayControls, type DisplayWords } from '@/components/display-controls';
import { Email } from '@/components/email';
import type { Localized } from '@/lib/locale';

type Words = Record<'heading' | 'text' | 'contact' | 'again', string> & { display: DisplayWords };
type Props = { error: Error & { digest?: string }; reset: () => void };

// Written out here: a page whose script failed must not need more of it, and the words' own module is large.
const words: Localized<Words> = {
  ar: {
    heading: 'تعذّر عرض هذه الصفحة',
    text: 'حدث خلل في الموقع، ولم يضِع شيء مما سُجِّل. يرجى المحاولة بعد قليل.',
    contact: 'إذا تكرر الخلل يرجى الكتابة إلى أمانة الاجتماع مع ذكر هذا الرمز:',
    again: 'أعد المحاولة',
    display: {
      summary: 'حجم النص والتباين',
      groups: [
        {
          name: 'text',
          legend: 'حجم النص',
          choices: [
            { value: 'normal', label: 'عادي' },
            { value: 'large', label: 'كبير' },
            { value: 'larger', label: 'أكبر' },
            { value: 'largest', label: 'الأكبر' },
          ],
        },
        {
          name: 'contrast',
          legend: 'التباين',
          choices: [
            { value: 'normal', label: 'عادي' },
            { value: 'high', label: 'مرتفع' },
          ],
        },
      ],
    },
  },
  en: {
    heading: 'This page could not be shown',
    text: 'Something went wrong on the site. Nothing that was recorded is lost. Please try again in a moment.',
    contact: 'If it happens again, please write to the secretariat of the meeting and mention:',
    again: 'Try again',
    display: {
      summary: 'Text size and contrast',
      groups: [
        {
          name: 'text',
          legend: 'Text size',
          choices: [
            { value: 'normal', label: 'Normal' },
            { value: 'large', label: 'Large' },
            { value: 'larger', label: 'Larger' },
            { value: 'largest', label: 'Largest' },
          ],
        },
        {
          name: 'contrast',
          legend: 'Contrast',
          choices: [
            { value: 'normal', label: 'Normal' },
            { value: 'high', label: 'High' },
          ],
        },
      ],
    },
  },
};

/** A fault in the browser itself; those of the server have their page in `calm.tsx`. */
export default function ErrorPage({ error, reset }: Props) {
  const { locale } = useParams();
  const { heading, text, contact, again, display } = words[locale === 'en' ? 'en' : 'ar'];
  const [address, setAddress] = useState<string>();
  useEffect(() => setAddress(document.body.dataset.contact), []);
  return (
    <main id="content" className="page-width py-16">
      <DisplayControls words={display} />
      <h1 className="mb-4 text-3xl">{heading}</h1>
      <p className="mb-4">{text}</p>
      <p className="mb-8">
        {contact} <bdi>{error.digest ?? error.name}</bdi> {address && <Email address={address} />}
      </p>
      <button type="button" className="action" onClick={reset}>
        {again}
      </button>
    </main>
  );
}
