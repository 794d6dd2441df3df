import { describe, expect, it } from 'vitest';
import { makeFile } from '@/lib/documents/make-file';
import { noteFile } from '@/lib/documents/note-file';
import { facts } from '@/lib/meeting/content/facts';
import { instant } from '@/lib/time/instant';

describe.each(['docx', 'pdf'] as const)('the note as %s', (format) => {
  it('is made once, and again when the deadline has moved', async () => {
    const meeting = facts;
    const first = await noteFile(format, meeting, 'ar');
    await noteFile(format, meeting, 'en');
    expect((await noteFile(format, meeting, 'ar')).bytes).toBe(first.bytes);

    const moved = { ...meeting, closesAt: instant('2024-02-01T00:00:00+04:00') };
    const second = await noteFile(format, moved, 'ar');
    expect(second.bytes.equals(first.bytes)).toBe(false);
    const mark = { from: meeting.closesAt, at: instant('2024-01-20T10:00:00+04:00') };
    expect((await noteFile(format, moved, 'ar', mark)).bytes.equals(second.bytes)).toBe(false);
  });
});

it('a file that cannot be made fails alone: the next one is made', async () => {
  const failing = makeFile({ kind: 'docx', note: {} as never });
  const next = makeFile({ kind: 'code', text: 'https://meeting.example.org/ar' });
  await expect(failing).rejects.toThrow();
  expect((await next).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
});
