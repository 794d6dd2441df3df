import { readFileSync } from 'node:fs';

/**
 * The rows of a table of cases without its heading: cells separated by tabs. A character that nobody could see in the file is written
 * as `\u200C`.
 */
export const readCases = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .split('\t')
        .map((cell) =>
          cell.replace(/\\u([\dA-F]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
        ),
    );
