import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { channelLinks } from '@/lib/meeting/share/channels';
import { readyTexts } from '@/lib/meeting/share/texts';
import { noteUrl } from '@/lib/server/urls';
import { formatWeekday } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { atDeadline, beforeDeadline } from '../../../support/builders';

const invitations = {
  ar: /نرجو|باب تأكيد المشاركة مفتوح|باب التأكيد مفتوح/,
  en: /confirm participation|can be confirmed|is open/,
};
const moments = {
  open: beforeDeadline,
  closed: atDeadline,
  underWay: facts.startsAt,
  held: facts.endsAt,
};

describe.each(locales)('the ready texts in %s', (locale) => {
  const textsAt = (at: Date) => readyTexts(facts, phaseOf(facts, at), locale);
  const long = (at: Date) => {
    const { letter, chat, post } = textsAt(at);
    return [letter, chat, post];
  };

  it.each(Object.entries(moments))('name the meeting, its day, place and address: %s', (_phase, at) => {
    for (const text of long(at)) {
      expect(text).toContain(facts.fullTitle[locale]);
      expect(text).toContain(formatWeekday(facts.startsAt, locale));
      expect(text).toContain(facts.place[locale]);
      expect(text).toContain(noteUrl(locale));
    }
    expect(textsAt(at).subject).toContain(facts.fullTitle[locale]);
  });

  it('ask for confirmation and name the deadline while it is open', () => {
    for (const text of long(moments.open)) {
      expect(text).toContain(deadlineInWords(facts, locale).until);
      expect(text).toMatch(invitations[locale]);
    }
  });

  it('tell afterwards that confirmation has closed, and ask for nothing', () => {
    for (const text of long(moments.closed)) {
      expect(text).toContain(deadlineInWords(facts, locale).since);
      expect(text).not.toMatch(invitations[locale]);
    }
  });

  it('present only the note once the meeting has begun, and use the past tense once it was held', () => {
    for (const at of [moments.underWay, moments.held]) {
      for (const text of long(at)) {
        expect(text).not.toMatch(invitations[locale]);
        expect(text).not.toContain(deadlineInWords(facts, locale).since);
      }
    }
    const past = { ar: 'عقدت اللجنة', en: 'held the Eleventh' }[locale];
    expect(textsAt(moments.held).letter).toContain(past);
    expect(textsAt(moments.underWay).letter).not.toContain(past);
  });

  it('fit a post on X, where an address counts as 23 characters, with any deadline', () => {
    // The ranges whose characters X counts once. All others count twice, also marks of direction.
    const once = /[\n\u0020-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/;
    for (const closesAt of [facts.closesAt, instant('2024-01-24T14:30:00+04:00')]) {
      for (const phase of ['open', 'closed', 'underWay', 'held'] as const) {
        const { post } = readyTexts({ ...facts, closesAt }, phase, locale);
        const characters = [...post.replace(noteUrl(locale), '')];
        const weight = characters.reduce((sum, character) => sum + (once.test(character) ? 1 : 2), 23);
        expect(weight).toBeLessThanOrEqual(280);
      }
    }
  });

  it('arrive unchanged through the address of each service', () => {
    const texts = textsAt(moments.open);
    const links = channelLinks(texts, locale);
    for (const link of Object.values(links)) expect(link).toMatch(/^[\x21-\x7e]+$/);

    const whatsApp = new URL(links.whatsApp);
    expect(whatsApp.origin + whatsApp.pathname).toBe('https://wa.me/');
    expect(whatsApp.searchParams.get('text')).toBe(texts.chat);

    const x = new URL(links.x);
    expect(x.origin + x.pathname).toBe('https://x.com/intent/post');
    expect(`${x.searchParams.get('text')}\n${x.searchParams.get('url')}`).toBe(texts.post);

    const linkedIn = new URL(links.linkedIn);
    expect(linkedIn.origin + linkedIn.pathname).toBe('https://www.linkedin.com/sharing/share-offsite/');
    expect(linkedIn.searchParams.get('url')).toBe(noteUrl(locale));

    // RFC 6068: a plus sign means itself in a mailto address, and lines end with CRLF.
    expect(links.email).not.toContain('+');
    const [, subject = '', body = ''] = links.email.match(/^mailto:\?subject=([^&]+)&body=([^&]+)$/) ?? [];
    expect(decodeURIComponent(subject)).toBe(texts.subject);
    expect(decodeURIComponent(body)).toBe(texts.chat.replaceAll('\n', '\r\n'));
    expect(links.email.length).toBeLessThan(2000);
  });
});
