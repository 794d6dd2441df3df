import { expect, it } from 'vitest';
import { isSameAddress, mailboxKey } from '@/lib/text/mailbox-key';

it.each([
  ['case', 'Salma.Sample@Example.ORG', 'salma.sample@example.org'],
  ['a part behind a plus', 'salma+one+two@example.org', 'salma@example.org'],
  ['an international domain', 'salma@موقع.مثال', 'salma@xn--4gbrim.xn--mgbh0fb'],
  ['dots of Gmail', 's.al.ma@gmail.com', 'salma@gmail.com'],
  ['characters that Proton ignores, and its domains', 'sal.ma_sam-ple@pm.me', 'salmasample@protonmail.com'],
  ['the domains of iCloud', 'salma@me.com', 'salma@icloud.com'],
  ['the domains of Yandex', 'salma@ya.ru', 'salma@yandex.com'],
  ['everything at once', 'S.al.MA+x@GoogleMail.com', 'salma@gmail.com'],
])('two spellings that differ only in %s are one mailbox', (_, address, otherAddress) => {
  expect(mailboxKey(address)).toBe(mailboxKey(otherAddress));
  expect(mailboxKey(mailboxKey(address))).toBe(mailboxKey(address));
});

it.each([
  ['dots elsewhere', 's.alma@example.org', 'salma@example.org'],
  ['a host of Gmail’s domain', 's.alma@mail.gmail.com', 'salma@mail.gmail.com'],
  ['dots at iCloud', 's.alma@icloud.com', 'salma@icloud.com'],
  ['two domains of one provider that are different mailboxes', 'salma@outlook.com', 'salma@hotmail.com'],
  ['nothing before the plus', '+one@example.org', '+two@example.org'],
  ['domains', 'salma@example.org', 'salma@example.com'],
])('two addresses stay two mailboxes: %s', (_, address, otherAddress) => {
  expect(mailboxKey(address)).not.toBe(mailboxKey(otherAddress));
});

it('addresses that differ only in case are the same', () => {
  expect(isSameAddress('Salma@example.org', 'salma@EXAMPLE.org')).toBe(true);
  expect(isSameAddress('salma@example.org', 'salma+x@example.org')).toBe(false);
  expect(isSameAddress(null, 'salma@example.org')).toBe(false);
});
