#!/usr/bin/env bash
# ISO 32000-1, section 9.10.3: a ToUnicode map says which text a glyph stands for; one glyph for the letters lam and alef stands for "لا".
# pdfkit writes that map. pdf.js turns an Arabic line around letter by letter, the text of a glyph too: "سلام", peace, is read as
# "سالم", a man's name. poppler 22.12 reads the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund pdfkit@0.20.2 pdfjs-dist@5.6.205 @expo-google-fonts/markazi-text@0.4.1

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';

console.warn = () => {}; // pdf.js would mention what it needs to draw pages
const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
const FONT = 'node_modules/@expo-google-fonts/markazi-text/400Regular/MarkaziText_400Regular.ttf';
const written = async (text) => {
  const document = new PDFDocument({ compress: false });
  document.font(FONT).text(text).end();
  return Buffer.concat(await document.toArray());
};
const textOf = async (file) => {
  const opened = await getDocument({ data: new Uint8Array(file), verbosity: VerbosityLevel.ERRORS }).promise;
  const { items } = await (await opened.getPage(1)).getTextContent();
  return items.map(({ str }) => str).join('');
};
const hex = (letter) => letter.charCodeAt(0).toString(16).padStart(4, '0');
/** Whether the map of the file has one entry for both letters, in the order in which they are read. */
const isMapped = (file, letters) => file.includes(`<${[...letters].map(hex).join(' ')}>`);
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

console.log(`pdfkit ${version('pdfkit')}, pdf.js ${version('pdfjs-dist')}`);
let isSame = true;
for (const [word, ligature, known] of [
  ['سلام', 'لا', 'سالم'],
  ['الإسكوا', 'لإ', 'اإلسكوا'],
]) {
  const file = await written(word);
  const read = await textOf(file);
  const map = isMapped(file, ligature) ? `maps a glyph to ${ligature}` : `maps no glyph to ${ligature}`;
  console.log(`written: ${word}; the file ${map}; expected: ${word}; read: ${read}`);
  if (isMapped(file, ligature) && read === known) continue;
  console.log(`changed: the file ${map}, ${word} is read as ${read}`);
  isSame = false;
}
process.exit(isSame ? 0 : 1);
JS
node show.js
