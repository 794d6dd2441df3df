import { type State, StateLabel } from '@/components/ui/state';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { EmailState, RegistrationStatus } from '@/prisma/client/client';

const signs = { confirmed: '●', withdrawn: '○', sent: '✓', waiting: '…', failed: '✗', none: '–' } as const;

/** Whether a registration is confirmed or withdrawn. */
export const statusInWords = (status: RegistrationStatus, locale: Locale): State => ({
  sign: signs[status],
  text: translator(locale)(`admin.status.${status}`),
});

/** The state of an email: sent, waiting, failed, or none. */
export const emailStateInWords = (state: EmailState, locale: Locale): State => ({
  sign: signs[state],
  text: translator(locale)(`admin.emailState.${state}`),
  ...(state === 'failed' && { isBad: true }),
});

export const StatusLabel = ({ status, locale }: { status: RegistrationStatus; locale: Locale }) => (
  <StateLabel {...statusInWords(status, locale)} />
);

export const EmailStateLabel = ({ state, locale }: { state: EmailState; locale: Locale }) => (
  <StateLabel {...emailStateInWords(state, locale)} />
);
