import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { EmailState, RegistrationStatus } from '@/prisma/client/client';

/** Each state has a sign and a word, so that colour alone never tells it (WCAG 1.4.1). */
const signs = { confirmed: '●', withdrawn: '○', sent: '✓', waiting: '…', failed: '✗', none: '–' } as const;

/** Whether a registration is confirmed or withdrawn. */
export function StatusLabel({ status, locale }: { status: RegistrationStatus; locale: Locale }) {
  return (
    <span className="state">
      <span aria-hidden="true">{signs[status]}</span> {translator(locale)(`admin.status.${status}`)}
    </span>
  );
}

/** The state of an email: sent, waiting, failed, or none. */
export function EmailStateLabel({ state, locale }: { state: EmailState; locale: Locale }) {
  return (
    <span className={state === 'failed' ? 'state state-bad' : 'state'}>
      <span aria-hidden="true">{signs[state]}</span> {translator(locale)(`admin.emailState.${state}`)}
    </span>
  );
}
