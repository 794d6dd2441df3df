#!/usr/bin/env bash
# ECMA-376 part 1, section 18.3.1.4: the address of a cell (attribute r) is optional; without it a cell comes behind the one before.
# read-excel-file reads the same sheet with addresses, and ends with a TypeError without them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund read-excel-file@9.3.17 fflate@0.8.3

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';

const office = 'http://schemas.openxmlformats.org';
const relation = (type, target) =>
  `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;
const part = (name, type) =>
  `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
const main = `xmlns="${office}/spreadsheetml/2006/main"`;
const workbook = (row) => {
  const files = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part('workbook', 'sheet.main')}${part('worksheets/sheet1', 'worksheet')}</Types>`,
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${row}</sheetData></worksheet>`,
  };
  return new Blob([zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))]);
};
const seen = async (row) => {
  try {
    return JSON.stringify(await readSheet(workbook(row)));
  } catch (error) {
    return error.name;
  }
};
const { version } = JSON.parse(readFileSync('node_modules/read-excel-file/package.json', 'utf8'));
const addressed = await seen('<row r="1"><c r="A1" t="inlineStr"><is><t>نور</t></is></c></row>');
const bare = await seen('<row><c t="inlineStr"><is><t>نور</t></is></c></row>');
console.log(`read-excel-file ${version}: with addresses ${addressed}, without ${bare}; the standard says both are [["نور"]]`);
if (addressed !== '[["نور"]]' || bare !== 'TypeError') {
  console.log(`changed: with addresses ${addressed}, without ${bare}`);
  process.exit(1);
}
JS
node show.js
