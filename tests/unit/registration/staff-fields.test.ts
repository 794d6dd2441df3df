import { describe, expect, it } from 'vitest';
import { readReason, readStaffFields } from '@/lib/registration/staff-fields';

const typed = (given: Partial<Parameters<typeof readStaffFields>[0]> = {}) => ({
  review: 'reviewed',
  internalNote: '',
  latinName: '',
  presentation: '',
  presentationOrder: '',
  ...given,
});
const problemsOf = (given: Parameters<typeof typed>[0]) => {
  const read = readStaffFields(typed(given));
  return read.ok ? [] : read.complaints.map(({ field }) => field);
};

describe('what the secretariat types about a registration', () => {
  it('is read as it is meant: digits of an Arabic keyboard, lines of a note, spaces of a name', () => {
    const read = readStaffFields(
      typed({
        internalNote: ' سطر\r\nآخر ',
        latinName: ' Salma  Al-Mithal ',
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

  it('is refused at its field where it cannot be kept', () => {
    expect(problemsOf({ latinName: 'سلمى' })).toEqual(['latinName']);
    expect(problemsOf({ latinName: `A${'a'.repeat(120)}` })).toEqual(['latinName']);
    expect(problemsOf({ internalNote: 'x'.repeat(2_001) })).toEqual(['internalNote']);
    for (const presentationOrder of ['0', '100', '-1', '1.5', 'x']) {
      expect(problemsOf({ presentationOrder })).toEqual(['presentationOrder']);
    }
    expect(problemsOf({ latinName: "José O'Sample-Haddad Jr.", presentationOrder: '99' })).toEqual([]);
  });

  it('counts a choice that there is not as none', () => {
    expect(readStaffFields(typed({ review: 'x', presentation: 'y' }))).toMatchObject({
      values: { review: 'new', presentation: null },
    });
  });
});

it('a reason is never empty and never endless', () => {
  expect(readReason(' سبب \n آخر ')).toEqual({ ok: true, text: 'سبب آخر' });
  expect(readReason('  ')).toEqual({ ok: false, problem: 'required' });
  expect(readReason('x'.repeat(501))).toEqual({ ok: false, problem: 'tooLong' });
});
