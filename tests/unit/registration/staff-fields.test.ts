import { describe, expect, it } from 'vitest';
import { readReason, readStaffFields } from '@/lib/registration/staff-fields';

const fieldsAsTyped = (values: Partial<Parameters<typeof readStaffFields>[0]> = {}) => ({
  review: 'reviewed',
  internalNote: '',
  latinName: '',
  presentation: '',
  presentationOrder: '',
  ...values,
});
const problemsOf = (values: Parameters<typeof fieldsAsTyped>[0]) => {
  const read = readStaffFields(fieldsAsTyped(values));
  return read.ok ? [] : read.complaints.map(({ field }) => field);
};

describe('what the secretariat types about a registration', () => {
  it('is normalized: digits of an Arabic keyboard, lines of a note, spaces of a name, shapes of letters', () => {
    const read = readStaffFields(
      fieldsAsTyped({
        internalNote: ' ﺳﻄﺮ\r\nآخر ',
        latinName: ' Ｓalma  Al-Mithal ',
        presentation: 'accepted',
        presentationOrder: '١٢',
      }),
    );
    expect(read).toEqual({
      ok: true,
      values: {
        review: 'reviewed',
        internalNote: 'سطر\nآخر',
        latinName: 'Salma Al-Mithal',
        presentation: 'accepted',
        presentationOrder: 12,
      },
    });
  });

  it('is read without what was copied along', () => {
    for (const presentationOrder of ['12.', '\u206612\u2069', '– ۱۲', '\u200F١٢']) {
      expect(readStaffFields(fieldsAsTyped({ presentationOrder }))).toMatchObject({
        values: { presentationOrder: 12 },
      });
    }
    const pasted = fieldsAsTyped({
      latinName: '\u2068Salma\u2069 \u2068Al-Mithal\u2069',
      presentationOrder: '\u200F',
    });
    expect(readStaffFields(pasted)).toMatchObject({
      values: { latinName: 'Salma Al-Mithal', presentationOrder: null },
    });
    expect(readReason('\u202Bسبب\u202C')).toEqual({ ok: true, text: 'سبب' });
  });

  it('is refused at its field if it cannot be stored', () => {
    expect(problemsOf({ latinName: 'سلمى' })).toEqual(['latinName']);
    expect(problemsOf({ latinName: `A${'a'.repeat(120)}` })).toEqual(['latinName']);
    expect(problemsOf({ internalNote: 'x'.repeat(2_001) })).toEqual(['internalNote']);
    for (const presentationOrder of ['0', '100', '-1', '1.5', 'x']) {
      expect(problemsOf({ presentationOrder })).toEqual(['presentationOrder']);
    }
    expect(problemsOf({ latinName: "José O'Sample-Haddad Jr.", presentationOrder: '99' })).toEqual([]);
  });

  it('treats an unknown choice as none', () => {
    expect(readStaffFields(fieldsAsTyped({ review: 'x', presentation: 'y' }))).toMatchObject({
      values: { review: 'new', presentation: null },
    });
  });
});

it('needs a reason of limited length', () => {
  expect(readReason(' ﺳﺒﺐ \n آخر ')).toEqual({ ok: true, text: 'سبب آخر' });
  expect(readReason('  ')).toEqual({ ok: false, problem: 'required' });
  expect(readReason('x'.repeat(501))).toEqual({ ok: false, problem: 'tooLong' });
});
