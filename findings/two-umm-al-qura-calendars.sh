#!/usr/bin/env bash
# UTS 35, part 1, key "ca", has one identifier for the calendar of Saudi Arabia, islamic-umalqura. Node.js and two packages say that they
# convert to it. They agree on every day from 2000 to 2024, and differ on three days of four from 1980 to 1999, the birth dates of grown
# people. The packages keep the months as they were printed in their time, ICU a table that was calculated later, say their maintainers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund @tabby_ai/hijri-converter@1.0.5 @umalqura/core@0.0.7

cat > show.js <<'JS'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { gregorianToHijri } = require('@tabby_ai/hijri-converter');
const { default: umalqura } = require('@umalqura/core');
const format = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});
const byNode = (date) => {
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
};
const byConverter = (date) => {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-').map(Number);
  const hijri = gregorianToHijri({ year, month, day });
  return `${hijri.year}-${hijri.month}-${hijri.day}`;
};
const byCore = (date) => {
  const noon = new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12);
  const { hy, hm, hd } = umalqura(noon);
  return `${hy}-${hm}-${hd}`;
};
const compared = (first, last) => {
  const days = [];
  for (let day = Date.UTC(first, 0, 1); day < Date.UTC(last + 1, 0, 1); day += 86_400_000) days.push(new Date(day));
  const differs = days.filter((day) => byNode(day) !== byConverter(day) && byConverter(day) === byCore(day));
  return { days: days.length, different: differs.length };
};

const example = new Date('1985-05-05');
console.log(`Node.js ${process.versions.node}, ICU ${process.versions.icu}; @tabby_ai/hijri-converter 1.0.5, @umalqura/core 0.0.7`);
console.log(`5 May 1985: Node.js ${byNode(example)}, the packages ${byConverter(example)} and ${byCore(example)}; expected: the same`);
const old = compared(1980, 1999);
const recent = compared(2000, 2024);
console.log(`1980 to 1999: ${old.different} of ${old.days} days differ; 2000 to 2024: ${recent.different} of ${recent.days}`);
if (old.different < old.days * 0.7 || recent.different > 0) {
  console.log(`changed: ${old.different} of ${old.days} days differ, then ${recent.different} of ${recent.days}`);
  process.exit(1);
}
JS
node show.js
