import QRCode from 'qrcode';

/**
 * H restores up to 30 % of the code: a badge is folded, clipped and half hidden under a lanyard. A quiet zone of 4 modules
 * is what ISO/IEC 18004 asks for.
 */
const ERROR_CORRECTION = 'H';
const QUIET_ZONE = 4;
const PRINT_PIXELS = 2048;

/** A QR code (ISO/IEC 18004) as a path of squares of one unit, dark on whatever lies below. */
export type CodeShape = {
  path: string;
  /** Width and height with the quiet zone, in modules. */
  modules: number;
  /** Width and height of the picture for print, in pixels: at least 2048. */
  printPixels: number;
};

export function codeShape(text: string): CodeShape {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: ERROR_CORRECTION });
  const size = modules.size + 2 * QUIET_ZONE;
  const runs: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let from = 0; from < modules.size; from++) {
      if (!modules.get(row, from)) continue;
      let to = from;
      while (to < modules.size && modules.get(row, to)) to++;
      runs.push(`M${from + QUIET_ZONE} ${row + QUIET_ZONE}h${to - from}v1H${from + QUIET_ZONE}z`);
      from = to;
    }
  }
  // Whole pixels for each module, so that every edge is sharp.
  return { path: runs.join(''), modules: size, printPixels: size * Math.ceil(PRINT_PIXELS / size) };
}

/** The same code for print: black on white, PNG. Not by `qrcode`, which holds the whole process up for half a second. */
export async function codePicture(text: string): Promise<Buffer> {
  const { createCanvas, Path2D } = await import('@napi-rs/canvas');
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
