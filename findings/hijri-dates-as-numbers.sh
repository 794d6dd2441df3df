#!/usr/bin/env bash
# ECMA-376 part 1, section 18.8.31: the format of a cell says that its number is a date, in which language and in which calendar. B2 at
# its beginning is Excel's letter for the Hijri calendar; exceljs, openpyxl and LibreOffice know such a cell for a date.
# read-excel-file gives the number of days since 1900, and no sign that it is not an ordinary number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund read-excel-file@9.3.17 exceljs@4.4.0 2> /dev/null

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { readSheet } from 'read-excel-file/universal';

const formats = { gregorian: '[$-401]dd/mm/yyyy', hijri: '[$-2060401]B2dd/mm/yyyy' };
const written = new ExcelJS.Workbook();
const sheet = written.addWorksheet('تواريخ', { views: [{ rightToLeft: true }] });
Object.values(formats).forEach((numFmt, index) => {
  Object.assign(sheet.getCell(1, index + 1), { value: new Date('2025-12-09'), numFmt });
});
const file = await written.xlsx.writeBuffer();

const shown = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : `${typeof value} ${value}`);
const reread = new ExcelJS.Workbook();
await reread.xlsx.load(file);
const byExcelJs = [1, 2].map((column) => shown(reread.worksheets[0].getCell(1, column).value));
const [row] = await readSheet(new Blob([file]));
const byReader = row.map(shown);
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

console.log(`written: 2025-12-09 as ${formats.gregorian} and as ${formats.hijri}; expected: the date, twice`);
console.log(`exceljs ${version('exceljs')}: ${byExcelJs.join(' and ')}`);
console.log(`read-excel-file ${version('read-excel-file')}: ${byReader.join(' and ')}`);
if (byExcelJs.join() !== '2025-12-09,2025-12-09' || byReader.join() !== '2025-12-09,number 46000') {
  console.log(`changed: exceljs ${byExcelJs.join(' and ')}, read-excel-file ${byReader.join(' and ')}`);
  process.exit(1);
}
JS
node show.js
