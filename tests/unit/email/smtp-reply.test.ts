import { expect, it } from 'vitest';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';

it.each([
  ['550 5.1.1 <x@example.org>: Recipient address rejected: User unknown', 'unknownAddress'],
  ['550 No such user here', 'unknownAddress'],
  ['551 User not local', 'unknownAddress'],
  ['550 5.2.2 Mailbox full', 'mailboxFull'],
  ['452 4.2.2 Over quota', 'mailboxFull'],
  ['552 5.3.4 Message size exceeds fixed limit', 'tooLarge'],
  ['550 5.7.1 Message rejected as spam by Content Filtering', 'refusedAsUnwanted'],
  ['535 5.7.8 Authentication credentials invalid', 'signIn'],
  ['self-signed certificate', 'secureConnection'],
  ['connect ECONNREFUSED 127.0.0.1:25', 'unreachable'],
  ['the mail server took too long', 'unreachable'],
  ['SMTP_URL is not set', 'unreachable'],
  ['Greeting never received', 'unreachable'],
  ['451 4.7.1 Greylisted, try again later', 'busy'],
  ['421 Too many connections', 'busy'],
  ['554 Something else', 'other'],
])('“%s” means %s', (reply, meaning) => {
  expect(deliveryProblemOf(reply)).toBe(meaning);
});
