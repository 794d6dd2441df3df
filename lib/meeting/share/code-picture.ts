import { createCanvas, Path2D } from '@napi-rs/canvas';
import { codeShape } from './qr-code';

/** The QR code for print: a PNG, black on white. Not drawn by `qrcode`, which would block the process for half a second. */
export async function codePicture(text: string): Promise<Buffer> {
  const { path, modules, printPixels } = codeShape(text);
  const canvas = createCanvas(printPixels, printPixels);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, printPixels, printPixels);
  context.scale(printPixels / modules, printPixels / modules);
  context.fillStyle = '#000000';
  context.fill(new Path2D(path));
  return canvas.encode('png');
}
