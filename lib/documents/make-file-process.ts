/** The program of the process that makes one file: it reads the order as JSON from its input, and writes the file to its output. */
import { json } from 'node:stream/consumers';
import type { FileOrder } from './make-file';

process.stdout.write(await fileOf((await json(process.stdin)) as FileOrder));

/** Loads only what this kind of file needs. */
async function fileOf(order: FileOrder): Promise<Buffer> {
  switch (order.kind) {
    case 'docx':
      return (await import('./note-docx')).noteDocx(order.note);
    case 'pdf':
      return (await import('./note-pdf')).notePdf(order.note);
    case 'preview':
      return (await import('@/lib/meeting/share/picture')).previewPicture(order.lines, order.locale);
    case 'code':
      return (await import('@/lib/meeting/share/code-picture')).codePicture(order.text);
  }
}
