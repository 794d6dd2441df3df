#!/usr/bin/env bash
# RFC 4180: a field of a CSV file is text. LibreOffice takes 1447-09-01, the first of Ramadan, for a day in the European Middle Ages, and
# counts days before 15 October 1582 by the Julian calendar. It shows 1447-09-01 and saves a number of days (ECMA-376 part 1, section
# 18.17.4), which everybody who counts by ISO 8601, as XML does, reads as 1447-09-10. The 30th of Safar, not a date there, stays text.
# It needs LibreOffice Calc, which is installed as a Debian package if it is not there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v soffice > /dev/null || apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui > /dev/null
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund read-excel-file@9.3.17

office() {
  soffice "-env:UserInstallation=file://$folder/profile" --headless "$@" > /dev/null 2>&1
}
printf 'رمضان,صفر,محرم\n1447-09-01,1447-02-30,1447-01-10\n' > list.csv
office --infilter=CSV:44,34,76 --convert-to xlsx list.csv
mkdir shown
office --convert-to csv:'Text - txt - csv (StarCalc)':44,34,76 --outdir shown list.xlsx

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { readSheet } from 'read-excel-file/universal';

const [, written] = readFileSync('list.csv', 'utf8').trim().split('\n');
const [, shown] = readFileSync('shown/list.csv', 'utf8').trim().split('\n');
const [, row] = await readSheet(new Blob([readFileSync('list.xlsx')]));
const read = row.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell)).join();
const { version } = JSON.parse(readFileSync('node_modules/read-excel-file/package.json', 'utf8'));

console.log(`${process.argv[2]}: written ${written}, shown ${shown} after it was saved as a workbook`);
console.log(`read-excel-file ${version}: ${read}; expected: ${written}`);
if (shown !== written || read !== '1447-09-10,1447-02-30,1447-01-19') {
  console.log(`changed: shown ${shown}, read ${read}`);
  process.exit(1);
}
JS
node show.js "$(soffice "-env:UserInstallation=file://$folder/profile" --version | cut -d ' ' -f 1-2)"
