import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/**
 * Renders `app/icon.svg` as PNG, for systems that support no SVG: `npm run icons` after each change of the SVG. Some systems cut icons
 * into a shape of their own (`isCut`). For these the background reaches the edges, and the drawing is within the inner 80 %.
 */
const icons = [
  { file: 'public/icons/icon-192.png', size: 192, isCut: false },
  { file: 'public/icons/icon-512.png', size: 512, isCut: false },
  { file: 'public/icons/maskable-512.png', size: 512, isCut: true },
  { file: 'app/apple-icon.png', size: 180, isCut: true },
];
/** The size of the drawing, with its own margin, as a part of an icon that is cut. */
const CUT_SCALE = 0.9;

const svg = await readFile('app/icon.svg', 'utf8');
const background = svg.match(/<rect[^>]*fill="(#\w+)"/)?.[1];
if (!background) throw new Error('app/icon.svg has no ground to fill the icons with');

await mkdir('public/icons', { recursive: true });
for (const { file, size, isCut } of icons) {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  if (isCut) {
    context.fillStyle = background;
    context.fillRect(0, 0, size, size);
  }
  const drawnSize = isCut ? size * CUT_SCALE : size;
  // Rendered at its final size, so that no pixel is stretched.
  const sized = svg.replace('<svg ', `<svg width="${drawnSize}" height="${drawnSize}" `);
  const image = await loadImage(Buffer.from(sized));
  context.drawImage(image, (size - drawnSize) / 2, (size - drawnSize) / 2, drawnSize, drawnSize);
  await writeFile(file, await canvas.encode('png'));
}
