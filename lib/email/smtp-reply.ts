/** Why an email could not be delivered, as far as the sender can tell. */
export type DeliveryProblem =
  | 'unknownAddress'
  | 'mailboxClosed'
  | 'mailboxFull'
  | 'tooLarge'
  | 'refusedAsUnwanted'
  | 'signIn'
  | 'secureConnection'
  | 'unreachable'
  | 'busy'
  | 'other';

/**
 * A row of the table: what is compared, with what, the problem that it tells, and what a permanent reply (5xx) with it leads to. A
 * transient reply (4xx) is always tried again.
 */
type Row = ['code' | 'enhanced' | 'words', RegExp, DeliveryProblem, 'fails' | 'triedAgain'];

/**
 * What the answers of mail servers mean. The first row that matches decides. `code`: the reply code (RFC 5321, section 4.2); `enhanced`:
 * the enhanced status code (RFC 3463, https://www.iana.org/assignments/smtp-enhanced-status-codes); `words`: the text of a reply, or of
 * an error where there was no reply. Servers answer 550 and 554 for many reasons, so without a known enhanced code the words decide
 * before the reply code.
 */
const table: Row[] = [
  // The site itself must sign in or encrypt (RFC 4954). Its operator can mend that for all emails that wait.
  ['code', /^53[0458]$/, 'signIn', 'triedAgain'],
  ['enhanced', /^[45]\.7\.8$|^5\.7\.(?:9|1[0-4])$/, 'signIn', 'triedAgain'],
  // "This code should be used as a persistent transient failure", says RFC 3463: the owner of the mailbox can make room.
  ['enhanced', /^[45]\.2\.2$/, 'mailboxFull', 'triedAgain'],
  ['enhanced', /^[45]\.2\.1$/, 'mailboxClosed', 'fails'],
  ['enhanced', /^[45]\.1\.(?:[0-46]|10)$|^5\.4\.4$/, 'unknownAddress', 'fails'],
  // About the sender's address, which the operator can correct.
  ['enhanced', /^5\.1\.[78]$/, 'other', 'triedAgain'],
  ['enhanced', /^[45]\.(?:2\.3|3\.4)$/, 'tooLarge', 'fails'],
  ['enhanced', /^5\.3\.1$/, 'busy', 'triedAgain'],
  ['enhanced', /^5\.7\.\d+$/, 'refusedAsUnwanted', 'fails'],
  ['words', /mailbox (is )?full|over ?quota|quota exceeded/i, 'mailboxFull', 'triedAgain'],
  [
    'words',
    /no such user|user unknown|unknown (user|recipient)|does not exist|\bENOTFOUND\b.*\bMX\b/i,
    'unknownAddress',
    'fails',
  ],
  ['words', /too large|size limit|size exceeds/i, 'tooLarge', 'fails'],
  ['words', /\bEAUTH\b|authenticat/i, 'signIn', 'triedAgain'],
  ['words', /spam|blocked|blacklist|policy|denied/i, 'refusedAsUnwanted', 'fails'],
  ['words', /certificate|\bTLS\b|\bSSL\b|self[- ]signed/i, 'secureConnection', 'triedAgain'],
  [
    'words',
    /ECONN|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN|ESOCKET|timeout|took too long|SMTP_URL|closed unexpectedly|greeting never/i,
    'unreachable',
    'triedAgain',
  ],
  ['words', /greylist|try again/i, 'busy', 'triedAgain'],
  ['code', /^4\d\d$/, 'busy', 'triedAgain'],
  // Exhausted storage, which is mostly that of one mailbox.
  ['code', /^552$/, 'mailboxFull', 'triedAgain'],
  // 556: the domain accepts no email (RFC 7504).
  ['code', /^55[0136]$/, 'unknownAddress', 'fails'],
];

/** The commands whose refusal is about this one email. A refused greeting, sign-in or sender concerns all of them. */
const COMMANDS_ABOUT_ONE_EMAIL = ['RCPT TO', 'DATA'];

/** Why an attempt failed. @param answer the recorded answer of the mail server, or the error where there was no answer */
export const deliveryProblemOf = (answer: string): DeliveryProblem => rowOf(answer)?.[2] ?? 'other';

/**
 * Whether a mail server refused one email for good, so that trying it again cannot help: a permanent reply (5xx) to its recipient or
 * its text, except where the table says that the reason may pass.
 * @param reply the server's reply
 * @param command the SMTP command that it answers, as nodemailer names it
 */
export function isFinalRefusal(reply: string, command: string | undefined): boolean {
  const { code, enhanced } = codesOf(reply);
  const isPermanent = code.startsWith('5') && !enhanced.startsWith('4');
  if (!isPermanent || !COMMANDS_ABOUT_ONE_EMAIL.includes(command ?? '')) return false;
  return rowOf(reply)?.[3] !== 'triedAgain';
}

function rowOf(answer: string): Row | undefined {
  const compared = { ...codesOf(answer), words: answer };
  return table.find(([kind, pattern]) => pattern.test(compared[kind]));
}

/** The reply code and the enhanced status code of an answer; each is empty if there is none. An IPv4 address is no status code. */
function codesOf(answer: string): { code: string; enhanced: string } {
  return {
    code: answer.match(/^\d{3}(?=[ -]|$)/)?.[0] ?? '',
    enhanced: answer.match(/(?<![\d.])[245]\.[0-7]\.\d{1,3}(?![\d.]*\d)/)?.[0] ?? '',
  };
}
