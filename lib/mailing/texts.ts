import { plainLetters } from '@/lib/text/plain-letters';
import type { Mailing } from '@/prisma/client/client';
import { unknownPlaceholders } from './placeholders';

/** The parts of a mailing's text, in the order in which they are written. */
export const textParts = ['subjectAr', 'textAr', 'subjectEn', 'textEn'] as const;
export type TextPart = (typeof textParts)[number];
export type MailingTexts = Pick<Mailing, TextPart>;

/** In characters. */
const MAX_LENGTH = { subject: 150, text: 5_000 } as const;

/** What is wrong with one part. Keys, not sentences: each language has its own sentence for them. */
export type TextProblem =
  | { part: TextPart; reason: 'missing' | 'oneLine' }
  | { part: TextPart; reason: 'tooLong'; maxLength: number }
  | { part: TextPart; reason: 'unknownPlaceholder'; name: string };

/** Reads what was typed. @returns the cleaned texts, and the first problem of each part */
export function readTexts(values: Record<TextPart, string>): {
  texts: MailingTexts;
  problems: TextProblem[];
} {
  const texts = Object.fromEntries(textParts.map((part) => [part, clean(values[part])])) as MailingTexts;
  return { texts, problems: textParts.flatMap((part) => problemOf(part, texts[part]) ?? []) };
}

/** Whether a mailing can be sent as it is. */
export const isComplete = (texts: MailingTexts): boolean => readTexts(texts).problems.length === 0;

const clean = (text: string): string => plainLetters(text).replace(/\r\n?/g, '\n').trim();

function problemOf(part: TextPart, text: string): TextProblem | null {
  const isSubject = part.startsWith('subject');
  const maxLength = isSubject ? MAX_LENGTH.subject : MAX_LENGTH.text;
  const [unknown] = unknownPlaceholders(text);
  if (text === '') return { part, reason: 'missing' };
  if (text.length > maxLength) return { part, reason: 'tooLong', maxLength };
  if (isSubject && text.includes('\n')) return { part, reason: 'oneLine' };
  return unknown === undefined ? null : { part, reason: 'unknownPlaceholder', name: unknown };
}
