/** Why an email could not be delivered, as far as the sender can tell. */
export type DeliveryProblem =
  | 'unknownAddress'
  | 'mailboxFull'
  | 'tooLarge'
  | 'refusedAsUnwanted'
  | 'signIn'
  | 'secureConnection'
  | 'unreachable'
  | 'busy'
  | 'other';

/**
 * The first pattern that matches decides. They look for enhanced status codes (RFC 3463) and usual words, and at last for the reply
 * code at the beginning (RFC 5321).
 */
const patterns: [DeliveryProblem, RegExp][] = [
  ['mailboxFull', /\b[45]\.2\.2\b|mailbox (is )?full|over ?quota|quota exceeded/i],
  [
    'unknownAddress',
    /\b[45]\.1\.[0-36]\b|no such user|user unknown|unknown (user|recipient)|does not exist|\bENOTFOUND\b.*\bMX\b/i,
  ],
  ['tooLarge', /\b[45]\.(3\.4|2\.3)\b|too large|size limit/i],
  ['signIn', /\b[45]\.7\.8\b|\b53[05]\b|\bEAUTH\b|authenticat/i],
  ['refusedAsUnwanted', /\b5\.7\.\d+\b|spam|blocked|blacklist|policy|denied/i],
  ['secureConnection', /certificate|\bTLS\b|\bSSL\b|self[- ]signed/i],
  [
    'unreachable',
    /ECONN|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN|ESOCKET|timeout|took too long|SMTP_URL|closed unexpectedly|greeting never/i,
  ],
  ['busy', /^4\d\d|\b4\.\d+\.\d+\b|greylist|try again/i],
  ['unknownAddress', /^55[01]\b/],
];

/** Why an attempt failed. @param answer the recorded answer of the mail server, or the error where there was no answer */
export const deliveryProblemOf = (answer: string): DeliveryProblem =>
  patterns.find(([, pattern]) => pattern.test(answer))?.[0] ?? 'other';
