import { noteDownload } from '@/app/_page/note-download';

export const GET = noteDownload('pdf');
