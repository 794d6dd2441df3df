import { noteDownload } from '../../note-download';

export const GET = noteDownload('pdf');
