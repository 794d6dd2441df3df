#!/usr/bin/env bash
# RFC 4180, section 2: a field with a line break is enclosed in quotes; lines end in CRLF. csv-stringify quotes a field with the line end
# that it writes. With CRLF as the line end, a lone line feed in a field, as text areas and notes have it, stays without quotes.
# Its own counterpart csv-parse and Python's csv module then read another number of rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund csv-stringify@6.9.0 csv-parse@7.0.3

cat > show.js <<'JS'
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

const rows = [
  ['هدى المثال', 'تصل مساءً\nوتغادر صباحاً'],
  ['نور المثال', 'لا شيء'],
];
const python = 'import csv, sys; print(len(list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))))';
const counts = (delimiter) => {
  const file = stringify(rows, { record_delimiter: delimiter });
  writeFileSync('list.csv', file);
  const byParse = parse(file, { relax_column_count: true }).length;
  return `${byParse} and ${execFileSync('python3', ['-c', python, 'list.csv'], { encoding: 'utf8' }).trim()}`;
};
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

const [unix, windows] = ['\n', '\r\n'].map(counts);
console.log(`csv-stringify ${version('csv-stringify')} writes ${rows.length} rows, one with a line feed in a field.`);
console.log(`Rows read by csv-parse ${version('csv-parse')} and by Python: with line ends LF ${unix}, with CRLF ${windows}.`);
if (unix !== '2 and 2' || windows !== '3 and 3') {
  console.log(`changed: with LF ${unix}, with CRLF ${windows}`);
  process.exit(1);
}
JS
node show.js
