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
};

/** The newest file of each format and language, with the text that it was made from. */
const kept = new Map<string, { text: string; file: Promise<NoteFile> }>();

/** The note as a file: made when it is first asked for, and again only when its text has changed, a moved deadline included. */
export function noteFile(format: NoteFormat, meeting: Meeting, locale: Locale): Promise<NoteFile> {
  const note = noteDocument(meeting, locale);
  const text = JSON.stringify(note);
  const place = `${format} ${locale}`;
  const known = kept.get(place);
  if (known?.text === text) return known.file;

  const { contentType, make } = formats[format];
  const name = `information-note-${locale}.${format}`;
  const file = make(note).then((bytes) => ({ bytes, contentType, name }));
  kept.set(place, { text, file });
  // A failure is not kept: whoever asks next gets another try.
  file.catch(() => kept.get(place)?.file === file && kept.delete(place));
  return file;
}
