import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { codePicture } from '@/lib/meeting/share/code-picture';
import { codeShape } from '@/lib/meeting/share/qr-code';
import { noteUrl } from '@/lib/server/urls';

async function pixelsOf(picture: Buffer) {
  const image = await loadImage(picture);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return context;
}
const read = (context: Awaited<ReturnType<typeof pixelsOf>>) => {
  const { width, height } = context.canvas;
  return jsQR(context.getImageData(0, 0, width, height).data, width, height)?.data;
};

describe.each(locales)('the code of the note in %s', (locale) => {
  const address = noteUrl(locale);
  const shape = codeShape(address);

  it('is read by another program as exactly the address', async () => {
    expect(read(await pixelsOf(await codePicture(address)))).toBe(address);
  });

  it('is the same on the screen and in print', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${shape.modules * 8}" height="${shape.modules * 8}" viewBox="0 0 ${shape.modules} ${shape.modules}" shape-rendering="crispEdges"><path d="M0 0h99v99H0z" fill="#fff"/><path d="${shape.path}"/></svg>`;
    expect(read(await pixelsOf(Buffer.from(svg)))).toBe(address);
  });

  it('is sharp and wide enough for print, with a white margin of exactly four modules', async () => {
    const context = await pixelsOf(await codePicture(address));
    const { width, height } = context.canvas;
    expect(width).toBe(height);
    expect(width).toBe(shape.printPixels);
    expect(width).toBeGreaterThanOrEqual(2048);
    const module = width / shape.modules;
    expect(Number.isInteger(module)).toBe(true);

    const { data } = context.getImageData(0, 0, width, height);
    const isDark = (x: number, y: number) => (data[(y * width + x) * 4] ?? 255) < 128;
    const middles = Array.from({ length: shape.modules }, (_, index) => (index + 0.5) * module);
    const dark = middles.flatMap((y, row) =>
      middles.flatMap((x, column) =>
        isDark(Math.floor(x), Math.floor(y)) ? [[column, row] as [number, number]] : [],
      ),
    );
    const columns = dark.map(([column]) => column);
    const rows = dark.map(([, row]) => row);
    expect([Math.min(...columns), Math.min(...rows)]).toEqual([4, 4]);
    expect(shape.modules - 1 - Math.max(...columns)).toBe(4);
    expect(shape.modules - 1 - Math.max(...rows)).toBe(4);
  });

  it('can still be read with a sixth of it hidden in the middle, which the next lower level would not allow', async () => {
    const context = await pixelsOf(await codePicture(address));
    const { width } = context.canvas;
    const module = width / shape.modules;
    const hidden = Math.round((shape.modules - 8) * 0.42) * module;
    context.fillStyle = '#888888';
    context.fillRect((width - hidden) / 2, (width - hidden) / 2, hidden, hidden);
    expect(read(context)).toBe(address);
  });
});
