import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files and links in a folder and below it. `readdirSync` with `recursive` follows links to folders on some versions of Node.js. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
