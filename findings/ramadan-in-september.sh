#!/usr/bin/env bash
# RFC 7529, section 4: RSCALE names the calendar in which a rule counts, so BYMONTH=9 with ISLAMIC-CIVIL is Ramadan.
# ical.js and node-ical accept the rule without a word and repeat the event on 1 September.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.27.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

const COUNT = 3;
const file = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//Ramadan//AR
BEGIN:VEVENT
UID:ramadan@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260218
RRULE:RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1;COUNT=${COUNT}
SUMMARY:أول رمضان
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n');

const format = new Intl.DateTimeFormat('en-u-ca-islamic-civil-nu-latn', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
const expected = [];
for (let day = Date.UTC(2026, 1, 18); expected.length < COUNT; day += 86_400_000) {
  if (/^9\/1\b/.test(format.format(day))) expected.push(new Date(day).toISOString().slice(0, 10));
}

const event = new ICAL.Event(new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent'));
const iterator = event.iterator();
const byIcalJs = [];
for (let time = iterator.next(); time && byIcalJs.length < COUNT; time = iterator.next()) byIcalJs.push(`${time}`.slice(0, 10));
const { rrule } = Object.values(nodeIcal.sync.parseICS(file)).find(({ type }) => type === 'VEVENT');
const byNodeIcal = rrule.all().map((date) => date.toISOString().slice(0, 10));

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
const known = '2026-09-01 2027-09-01 2028-09-01';
console.log(`the first of Ramadan: ${expected.join(' ')}`);
console.log(`ical.js ${version('ical.js')}: ${byIcalJs.join(' ')}`);
console.log(`node-ical ${version('node-ical')}: ${byNodeIcal.join(' ')}`);
if (byIcalJs.join(' ') !== known || byNodeIcal.join(' ') !== known) {
  console.log(`changed: ical.js ${byIcalJs.join(' ')}, node-ical ${byNodeIcal.join(' ')}`);
  process.exit(1);
}
JS
TZ=UTC node show.js
