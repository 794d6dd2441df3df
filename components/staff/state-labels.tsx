import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { LetterState, RegistrationStatus } from '@/prisma/client/client';

/** States are told by word and shape, never by colour alone. */
const shapes = { confirmed: '●', withdrawn: '○', sent: '✓', waiting: '…', failed: '✗', none: '–' } as const;

export function StatusLabel({ status, locale }: { status: RegistrationStatus; locale: Locale }) {
  return (
    <span className="state">
      <span aria-hidden="true">{shapes[status]}</span> {translator(locale)(`admin.status.${status}`)}
    </span>
  );
}

export function EmailStateLabel({ state, locale }: { state: LetterState; locale: Locale }) {
  return (
    <span className={state === 'failed' ? 'state state-bad' : 'state'}>
      <span aria-hidden="true">{shapes[state]}</span> {translator(locale)(`admin.emailState.${state}`)}
    </span>
  );
}
