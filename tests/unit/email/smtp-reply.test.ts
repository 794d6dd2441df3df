import { expect, it } from 'vitest';
import { deliveryProblemOf, isFinalRefusal } from '@/lib/email/smtp-reply';

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
  ['550 5.2.1 The email account that you tried to reach is disabled', 'mailboxClosed'],
  ['556 5.1.10 Recipient address has null MX', 'unknownAddress'],
  ['550 5.4.4 Unable to route: domain not found', 'unknownAddress'],
  ['553 Mailbox name not allowed', 'unknownAddress'],
  ['550 #5.1.0 Address rejected', 'unknownAddress'],
  ['550-5.1.1 The account does not exist.\n550 5.1.1 Please check it', 'unknownAddress'],
  ['550 5.1.1 Blocked by our policy', 'unknownAddress'],
  ['550 rejected, your address 5.1.1.7 is unknown to us', 'unknownAddress'],
  ['552 Requested mail action aborted: exceeded storage allocation', 'mailboxFull'],
  ['552 Message size exceeds the maximum', 'tooLarge'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'signIn'],
  ['530 Authentication required', 'signIn'],
  ['534 5.7.9 Authentication mechanism is too weak', 'signIn'],
  ['550 5.7.26 Unauthenticated email is not accepted', 'refusedAsUnwanted'],
  ['450 4.1.1 Unverified address', 'unknownAddress'],
  ['550 5.0.0 User unknown', 'unknownAddress'],
])('“%s” means %s', (reply, meaning) => {
  expect(deliveryProblemOf(reply)).toBe(meaning);
});

it.each([
  ['550 5.1.1 No such user', 'RCPT TO', true],
  ['550 No such user here', 'RCPT TO', true],
  ['550 Rejected', 'RCPT TO', true],
  ['550 5.2.1 Mailbox disabled', 'RCPT TO', true],
  ['551 User not local', 'RCPT TO', true],
  ['553 Mailbox name not allowed', 'RCPT TO', true],
  ['501 5.1.3 Bad recipient address syntax', 'RCPT TO', true],
  ['550 5.7.1 Delivery not authorized', 'RCPT TO', true],
  ['554 5.7.1 Message rejected as spam', 'DATA', true],
  ['552 5.3.4 Message too big', 'DATA', true],
  ['554 Transaction failed', 'DATA', true],
  // The owner of the mailbox can make room.
  ['552 5.2.2 Mailbox full', 'RCPT TO', false],
  ['550 Mailbox full', 'RCPT TO', false],
  ['552 Exceeded storage allocation', 'RCPT TO', false],
  ['554 5.3.1 Mail system full', 'RCPT TO', false],
  // The site itself is not let in, which its operator can mend.
  ['530 5.7.0 Authentication required', 'RCPT TO', false],
  ['535 5.7.8 Credentials invalid', 'RCPT TO', false],
  ['550 5.7.11 Encryption required', 'RCPT TO', false],
  ['550 5.1.8 Sender address rejected: domain not found', 'RCPT TO', false],
  // Transient replies.
  ['450 4.2.1 Busy', 'RCPT TO', false],
  ['450 4.1.1 Unverified address', 'RCPT TO', false],
  ['451 4.7.1 Greylisted', 'RCPT TO', false],
  ['452 4.2.2 Over quota', 'DATA', false],
  ['421 Service not available', 'DATA', false],
  ['550 4.7.1 A server that contradicts itself', 'RCPT TO', false],
  // Not about this email alone.
  ['550 5.7.1 Sender refused', 'MAIL FROM', false],
  ['554 No SMTP service here', 'CONN', false],
  ['535 5.7.8 Credentials invalid', 'AUTH PLAIN', false],
  ['550 5.1.1 No such user', undefined, false],
] as const)('“%s” to %s is final: %s', (reply, command, isFinal) => {
  expect(isFinalRefusal(reply, command)).toBe(isFinal);
});
