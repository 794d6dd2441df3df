import { buffer, text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import ICAL from 'ical.js';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import { calendarFile } from '@/lib/meeting/calendar';
import { facts } from '@/lib/meeting/content/facts';
import { fields, lengths, readParticipant } from '@/lib/registration/schema';
import { hasWebAddress } from '@/lib/registration/web-address';
import { createLinkToken, readLinkToken } from '@/lib/server/urls';
import { withFormulas, withoutFormulas } from '@/lib/spreadsheet/formulas.mjs';
import { readRows } from '@/lib/spreadsheet/rows.mjs';
import { csv } from '@/lib/spreadsheet/write-csv';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { fold } from '@/lib/text/fold';
import { nameKey } from '@/lib/text/name-keys';
import { isoInMeetingZone, lastDayBefore, startOfDay, startOfNextDay } from '@/lib/time/dates';
import { DAY_MS, instant } from '@/lib/time/instant';

/** Anything that can be put into a field: any script, marks, invisible characters, lone surrogates. */
const anything = fc.string({ unit: 'binary', maxLength: 80 });
/** Texts as people write them, with much Arabic and the characters that cause trouble. */
const writing = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...'ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآةىًّـ',
      ...'=+-@"\';,|\t <>&٠١٢',
      '\u200f',
      '\u0301',
      '👩‍💻',
      'é',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});
const rowsOf = (cell: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });

async function* asyncRows<T>(rows: T[]): AsyncGenerator<T> {
  yield* rows;
}

describe('the fields of a participant', () => {
  const anyForm = fc.record(Object.fromEntries(fields.map((field) => [field, fc.oneof(anything, writing)])));
  const plausible = anyForm.map((form) => ({ ...form, email: 'someone@example.org', country: '' }));

  it('are accepted or refused for any input, and an accepted value is accepted again unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(anyForm, plausible), (form) => {
        const read = readParticipant(form);
        if (!read.ok) {
          expect(Object.keys(read.complaints).length).toBeGreaterThan(0);
          return;
        }
        const { participant } = read;
        const readAgain = Object.fromEntries(
          Object.entries(participant).map(([name, value]) => [name, value ?? '']),
        );
        expect(readParticipant(readAgain)).toEqual(read);
        for (const value of Object.values(participant)) {
          // An accepted value has no line breaks, no direction marks and no invisible characters.
          expect(value ?? '').not.toMatch(
            /[\p{Cc}\p{Cs}\u00ad\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]/u,
          );
        }
        expect(participant.fullName.length).toBeLessThanOrEqual(lengths.fullName.max * 8);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a web address in a text', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,20}[a-z]$/).filter((label) => label.length > 4);
  const top = fc.constantFrom('com', 'org', 'net', 'info', 'io', 'ae', 'sa', 'eg', 'ma');
  /** Characters that are invisible, or that look like a full stop. */
  const unseen = fc.constantFrom('', '', '\u200c', '\u2060', '\u00ad', '\u3164', '\ufe0f');
  const dot = fc.constantFrom('.', '\uff0e', '\u3002', '\uff61', '\u2024');
  const edges = fc.constantFrom('', 'مدير ', 'Director, ', '(', '"');

  it('is found however it is spelt and whatever surrounds it', () => {
    fc.assert(
      fc.property(
        edges,
        name,
        unseen,
        dot,
        unseen,
        top,
        edges,
        (before, label, firstDot, dotLike, secondDot, tld, after) => {
          const sample = `${before}${label.toUpperCase()}${firstDot}${dotLike}${secondDot}${tld} ${after}`;
          expect(hasWebAddress(sample), JSON.stringify(sample)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is not mistaken for words, initials and numbers with full stops', () => {
    const word = fc.constantFrom(
      ...'Ahmed المدير Salma نور Smith Ma Om So Com الهوية Office التحول'.split(' '),
    );
    const front = fc.constantFrom(...'Dr. د. H.E. A.B. Eng. 2.0 1. م. Prof.Dr. Mr.'.split(' '));
    fc.assert(
      fc.property(front, word, fc.constantFrom('', ' '), word, (first, second, space, third) => {
        const text = `${first}${space}${second} ${third}.`;
        expect(hasWebAddress(text), text).toBe(false);
      }),
    );
  });
});

describe('folding', () => {
  it('twice gives the same as once, and ignores case, tatweel and invisible spaces at the ends', () => {
    fc.assert(
      fc.property(fc.oneof(anything, writing), (name) => {
        const folded = fold(name);
        expect(fold(folded)).toBe(folded);
        expect(fold(` ${name}\t`)).toBe(folded);
        expect(fold(name.replace(/(?<=\p{Script=Arabic})/gu, 'ـ'))).toBe(folded);
      }),
      { numRuns: 500 },
    );
  });

  it('ignores invisible characters anywhere in a name', () => {
    const invisibleCharacter = fc.constantFrom(
      ...'\u00ad\u034f\u115f\u180e\u200c\u200d\u2060\u3164\ufe0f\uffa0\u{e0041}',
    );
    fc.assert(
      fc.property(
        fc.oneof(anything, writing),
        invisibleCharacter,
        fc.nat({ max: 60 }),
        (name, unseen, at) => {
          const characters = [...name];
          const withInvisible = [...characters.slice(0, at), unseen, ...characters.slice(at)].join('');
          expect(nameKey(withInvisible)).toBe(nameKey(name));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The cells of a CSV file as spreadsheets read them: only a quote at the start of a cell counts, and text may follow the closing one. */
function cellsOf(file: string, separator: string): string[] {
  const cells: string[] = [];
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)(?:"|$))?([^${separator}\\r\\n]*)(?:[${separator}\\r\\n]|$)`,
    'y',
  );
  while (cell.lastIndex < file.length) {
    const [, quoted = '', unquoted = ''] = cell.exec(file) ?? [];
    cells.push(quoted.replaceAll('""', '"') + unquoted);
  }
  return cells;
}

describe('tables', () => {
  it('as CSV are read back unchanged, and no cell is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf(fc.oneof(writing, anything)), async (rows) => {
        const file = await text(csv(['a', 'b', 'c'], asyncRows(rows)));
        const [, ...read] = parse(file, { bom: true, record_delimiter: '\r\n' }) as string[][];
        // Lone surrogates cannot be encoded.
        const guarded = rows.map((row) => row.map((cell, column) => withoutFormulas(cell, column === 0)));
        expect(read).toEqual(guarded.map((row) => row.map((cell) => cell.toWellFormed())));
        expect(guarded.map((row) => row.map(withFormulas))).toEqual(rows);
        for (const cell of read.flat()) {
          expect(/^\s*[=@\t\r]/.test(cell), cell).toBe(false);
          if (/^[+-]/.test(cell)) expect(cell).toMatch(/^[+-][\d\s().-]+$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  /** Characters that begin a formula, separate cells and rows, or may stand between the two. */
  const dividing = fc.string({ unit: fc.constantFrom(...'=+-@＝,;|\t\n\r "\'a1é'), maxLength: 20 });

  it.each([',', ';', '\t', '|'])(
    'as CSV begin no formula in a program that separates cells at %j',
    async (separator) => {
      await fc.assert(
        fc.asyncProperty(rowsOf(dividing), async (rows) => {
          const file = await text(csv(['a', 'b', 'c'], asyncRows(rows)));
          const plainly = file.split(/[\r\n]+/).flatMap((line) => line.split(separator));
          for (const field of [
            ...plainly.map((part) => part.replace(/^[\s"]+/, '')),
            ...cellsOf(file, separator),
          ]) {
            const isNumber = separator === ',' && /^[+-][\d ().-]+$/.test(field);
            if (!isNumber) expect(field).not.toMatch(/^\s*[=+\-@＝]/);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('as CSV come back unchanged through an import', async () => {
    const trimmed = dividing.map((cell) => cell.trim());
    await fc.assert(
      fc.asyncProperty(rowsOf(trimmed), async (rows) => {
        const file = await text(csv(['a', 'b', 'c'], asyncRows(rows)));
        const read = await readRows(Buffer.from(file));
        const wanted = rows.filter((row) => row.some((cell) => cell !== ''));
        expect(read.ok && read.rows.map(({ cells }) => cells)).toEqual([['a', 'b', 'c'], ...wanted]);
      }),
      { numRuns: 200 },
    );
  });

  it('as workbooks are read back unchanged, with every cell as text', async () => {
    /** Texts that a workbook would take for an escaped character. */
    const escapes = fc.constantFrom('a_x0041_b', '_x000D_', '_x005F_x0041_', '_x0627__x0644_', '_x12_');
    await fc.assert(
      fc.asyncProperty(rowsOf(fc.oneof({ weight: 9, arbitrary: writing }, escapes)), async (rows) => {
        const columns = ['a', 'b', 'c'].map((name) => ({ name, width: 10 }));
        const file = await buffer(xlsx({ name: 'x', locale: 'ar', columns, rows: asyncRows([rows]) }));
        const [sheet] = await readXlsxFile(file, { trim: false });
        const read = (sheet?.data ?? []).slice(1).map((row) => row.map((cell) => cell ?? ''));
        const width = Math.max(...read.map((row) => row.length), 0);
        expect(read).toEqual(rows.slice(0, read.length).map((row) => row.slice(0, width)));
        for (const row of rows.slice(read.length)) expect(row.join('')).toBe('');
      }),
      { numRuns: 60 },
    );
  });

  it('that are imported are read or refused with a reason, whatever their bytes are', async () => {
    const zipped = fc
      .uint8Array({ maxLength: 400 })
      .map((tail) => Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), tail]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), zipped, writing), async (input) => {
        const read = await readRows(Buffer.from(input as Uint8Array));
        if (!read.ok) expect(read.reason).toBeTruthy();
        else expect(read.rows.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the calendar file', () => {
  it('gives another program any title unchanged, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(writing, fc.constantFrom('ar', 'en'), (title, locale) => {
        const meeting = { ...facts, fullTitle: { ar: `م${title}م`, en: `m${title}m` } };
        const file = calendarFile(
          meeting as unknown as typeof facts,
          locale as 'ar' | 'en',
          instant('2024-01-15T06:00:00Z'),
        );
        for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const event = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent');
        expect(event?.getFirstPropertyValue('summary')).toBe(meeting.fullTitle[locale as 'ar' | 'en']);
      }),
      { numRuns: 200 },
    );
  });
});

describe('tokens', () => {
  const id = fc.uuid();

  it('open the value they were encrypted for, and nothing after any character was changed or removed', () => {
    fc.assert(
      fc.property(
        id,
        fc.nat({ max: 1_000 }),
        fc.nat(),
        fc.constantFrom(...'AZaz09-_'),
        (registrationId, version, place, character) => {
          const token = createLinkToken({ registrationId, version: version + 1 });
          expect(readLinkToken(token)).toEqual({ registrationId, version: version + 1 });
          const at = place % token.length;
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          if (changed !== token) expect(readLinkToken(changed)).toBeNull();
          expect(readLinkToken(token.slice(0, at))).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('that were invented, or encrypted for another purpose, open nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.base64String({ maxLength: 120 })), (input) => {
        expect(readLinkToken(input)).toBeNull();
        if (input === '') return;
        expect(decryptToken(encryptToken(input, 'typed-address'), 'personal-link')).toBeNull();
        expect(decryptToken(encryptToken(input, 'typed-address'), 'typed-address')).toBe(
          input.toWellFormed(),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('dates', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

  it('are the same instant after they were formatted in Dubai’s time', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const second = new Date(Math.floor(at.getTime() / 1_000) * 1_000);
        expect(instant(isoInMeetingZone(second))).toEqual(second);
        const day = isoInMeetingZone(at).slice(0, 10);
        expect(startOfNextDay(day).getTime() - startOfDay(day).getTime()).toBe(DAY_MS);
        expect(startOfDay(day) <= at && at < startOfNextDay(day)).toBe(true);
        // A deadline at this instant is shown as the end of the day before it.
        const { day: last } = lastDayBefore(at);
        expect(last <= at && at <= startOfNextDay(isoInMeetingZone(last).slice(0, 10))).toBe(true);
      }),
    );
  });

  it('in any text are parsed as instants or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(anything, fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/)),
        (input) => {
          try {
            expect(Number.isNaN(instant(input).getTime())).toBe(false);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        },
      ),
    );
  });
});
