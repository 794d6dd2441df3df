import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/**
 * Makes the PNG icons from `app/icon.svg`, for systems that take no SVG: `npm run icons` after a change of it.
 * A system that cuts icons into its own shape needs the ground up to the edges, and what counts within the inner 80 %.
 */
const icons = [
  { file: 'public/icons/icon-192.png', size: 192, isCut: false },
  { file: 'public/icons/icon-512.png', size: 512, isCut: false },
  { file: 'public/icons/maskable-512.png', size: 512, isCut: true },
  { file: 'app/apple-icon.png', size: 180, isCut: true },
];
const WITHIN_CUT = 0.9;

const svg = await readFile('app/icon.svg', 'utf8');
const ground = svg.match(/<rect[^>]*fill="(#\w+)"/)?.[1];
if (!ground) throw new Error('app/icon.svg has no ground to fill the icons with');

await mkdir('public/icons', { recursive: true });
for (const { file, size, isCut } of icons) {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  if (isCut) {
    context.fillStyle = ground;
    context.fillRect(0, 0, size, size);
  }
  const drawn = isCut ? size * WITHIN_CUT : size;
  // Drawn at its final size, so that no pixel is stretched.
  const sized = svg.replace('<svg ', `<svg width="${drawn}" height="${drawn}" `);
  const image = await loadImage(Buffer.from(sized));
  context.drawImage(image, (size - drawn) / 2, (size - drawn) / 2, drawn, drawn);
  await writeFile(file, await canvas.encode('png'));
}
