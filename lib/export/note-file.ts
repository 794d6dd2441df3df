import { createHash } from 'node:crypto';
import type { Locale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
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
  /** The same for the same text, in every process. */
  version: string;
};

/** The newest file of each format and language. */
const kept = new Map<string, { version: string; file: Promise<NoteFile> }>();

/** The note as a file: made when it is first asked for, and again only when its text has changed, a moved deadline included. */
export function noteFile(format: NoteFormat, meeting: Meeting, locale: Locale): Promise<NoteFile> {
  const note = noteDocument(meeting, locale);
  const version = createHash('sha256').update(JSON.stringify(note)).digest('hex').slice(0, 16);
  const place = `${format} ${locale}`;
  const known = kept.get(place);
  if (known?.version === version) return known.file;

  const { contentType, make } = formats[format];
  const name = `information-note-${locale}.${format}`;
  const file = make(note).then((bytes) => ({ bytes, contentType, name, version }));
  kept.set(place, { version, file });
  // A failure is not kept: whoever asks next gets another try.
  file.catch(() => kept.delete(place));
  return file;
}
