import { memo } from '@/lib/async/memo';
import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { noteDocument } from './note-document';
import { noteDocx } from './note-docx';
import { notePdf } from './note-pdf';

const formats = {
  docx: {
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    make: noteDocx,
  },
  pdf: { contentType: 'application/pdf', make: notePdf },
};
export type NoteFormat = keyof typeof formats;

export type NoteFile = {
  bytes: Buffer;
  contentType: string;
  /** In ASCII, as every mail program and file system knows it. */
  name: string;
};

const cache = memo<NoteFile>();

/** The note as a file; a moved deadline makes a new one. */
export function noteFile(format: NoteFormat, meeting: Meeting, locale: Locale): Promise<NoteFile> {
  const note = noteDocument(meeting, locale);
  const { contentType, make } = formats[format];
  return cache(`${format} ${locale}`, JSON.stringify(note), async () => ({
    bytes: await make(note),
    contentType,
    name: `information-note-${locale}.${format}`,
  }));
}
