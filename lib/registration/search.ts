import { withoutHonorifics } from '@/lib/text/honorifics';
import { joinedRanges, joinWords, searchForm, searchWords } from '@/lib/text/name-keys';
import type { Prisma, Role } from '@/prisma/client/client';

/** The searched texts. The host does not see email addresses and notes, so its search does not cover them. */
const textColumnsFor = (role: Role) =>
  role === 'host' ? (['searchKey'] as const) : (['searchKey', 'privateSearchKey'] as const);

/**
 * The conditions of a search text: each of its words must occur in the registration, in any spelling with the same `searchForm`.
 * Within job title, organization and the other texts a part of a word is enough. Of a name whole words are searched, except that the
 * last word may be unfinished: «عمر سالم» does not find «عمرو سالم», and «احمد الم» finds «أحمد المثال». Honorifics before a name do
 * not count.
 */
export function searchConditions(text: string, role: Role): Prisma.RegistrationWhereInput[] {
  // `%` and `_` are wildcards in SQL and would match every registration. They separate words, as spaces do.
  const typed = searchForm(withoutHonorifics(text))
    .split(/[\s%_\\]+/)
    .filter(Boolean);
  const wordsOfEach = typed.map(searchWords);
  const words = wordsOfEach.flat();
  let position = 0;
  return typed.map((word, index) => {
    const inNames = (wordsOfEach[index] ?? []).map(() => nameCondition(words, position++));
    const inTexts = textColumnsFor(role).map((column) => ({ [column]: { contains: word } }));
    return { OR: inNames.length > 0 ? [...inTexts, { AND: inNames }] : inTexts };
  });
}

/** The name contains the word at a position, alone or written in one with its neighbours. */
function nameCondition(words: string[], position: number): Prisma.RegistrationWhereInput {
  const ranges: [number, number][] = [[position, position], ...joinedRanges(words, position)];
  return {
    OR: ranges.map((range) => {
      const mayBeUnfinished = range[1] === words.length - 1;
      return { nameSearchKey: { contains: ` ${joinWords(words, range)}${mayBeUnfinished ? '' : ' '}` } };
    }),
  };
}
