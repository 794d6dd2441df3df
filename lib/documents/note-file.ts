import { memo } from '@/lib/async/memo';
import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import type { DeadlineMark } from '@/lib/meeting/move-deadline';
import { makeFile } from './make-file';
import { noteDocument } from './note-document';

const contentTypes = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};
export type NoteFormat = keyof typeof contentTypes;

export type NoteFile = {
  bytes: Buffer;
  contentType: string;
  /** The name of the file, in ASCII because every mail program and file system supports it. */
  name: string;
};

const cache = memo<NoteFile>();

/**
 * The note as a file. It is cached until the text of the note changes, for example because the deadline is moved.
 * @param mark of a moved deadline
 */
export function noteFile(
  format: NoteFormat,
  meeting: Meeting,
  locale: Locale,
  mark: DeadlineMark | null = null,
): Promise<NoteFile> {
  const note = noteDocument(meeting, locale, mark);
  return cache(`${format} ${locale}`, JSON.stringify(note), async () => ({
    bytes: await makeFile({ kind: format, note }),
    contentType: contentTypes[format],
    name: `information-note-${locale}.${format}`,
  }));
}
