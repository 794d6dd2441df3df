#!/usr/bin/env bash
# ISO/IEC 18004, section 7.4.2: a QR code names the encoding of its bytes by a number (ECI); 24 is Windows-1256, 26 is UTF-8.
# jsqr reads that number, reports it, and decodes UTF-8 all the same: an Arabic code with number 24 becomes an empty text, not an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund bwip-js@4.11.4 pngjs@7.0.0 jsqr@1.4.0 @zxing/library@0.21.3

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { BinaryBitmap, HybridBinarizer, QRCodeReader, RGBLuminanceSource } from '@zxing/library';
import bwipjs from 'bwip-js';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

const WORD = 'سلام';
const bytes = { 24: [0xd3, 0xe1, 0xc7, 0xe3], 26: [...Buffer.from(WORD)] };
const drawn = async (number) => {
  const text = `^ECI0000${number}${bytes[number].map((byte) => `^${String(byte).padStart(3, '0')}`).join('')}`;
  const options = { bcid: 'qrcode', parse: true, parsefnc: true, scale: 6, padding: 4, backgroundcolor: 'FFFFFF' };
  return PNG.sync.read(await bwipjs.toBuffer({ ...options, text }));
};
const byZxing = ({ data, width, height }) => {
  const grey = new Uint8ClampedArray(width * height).map((_, index) => data[index * 4]);
  const source = new RGBLuminanceSource(grey, width, height);
  return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
};
const byJsqr = ({ data, width, height }) => {
  const code = jsqr.default(new Uint8ClampedArray(data), width, height);
  const number = code?.chunks.find(({ type }) => type === 'eci')?.assignmentNumber;
  return `"${code?.data}" (number ${number})`;
};
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

console.log(`jsqr ${version('jsqr')}, zxing ${version('@zxing/library')}, codes drawn by bwip-js ${version('bwip-js')}`);
let isSame = true;
for (const [number, known] of [[26, `"${WORD}" (number 26)`], [24, '"" (number 24)']]) {
  const picture = await drawn(number);
  const seen = { zxing: byZxing(picture), jsqr: byJsqr(picture) };
  console.log(`number ${number}: expected ${WORD}, zxing ${seen.zxing}, jsqr ${seen.jsqr}`);
  if (seen.zxing === WORD && seen.jsqr === known) continue;
  console.log(`changed: number ${number}, zxing ${seen.zxing}, jsqr ${seen.jsqr}`);
  isSame = false;
}
process.exit(isSame ? 0 : 1);
JS
node show.js
