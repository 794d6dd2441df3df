import { noteDownload } from '../../note-download';

export const GET = noteDownload('docx');
