import QRCode from 'qrcode';

/**
 * H restores up to 30 % of the code: a badge is folded, clipped and half hidden under a lanyard. A quiet zone of 4 modules
 * is what ISO/IEC 18004 asks for.
 */
const options = { errorCorrectionLevel: 'H', margin: 4 } as const;
const PRINT_PIXELS = 2048;

/** Whole pixels for each module, so that every edge is sharp and the picture is at least as wide as asked. */
const scaleOf = (modules: number): number => Math.ceil(PRINT_PIXELS / modules);

/** A QR code (ISO/IEC 18004) as a path of squares of one unit, dark on whatever lies below. */
export type CodeShape = {
  path: string;
  /** Width and height with the quiet zone, in modules. */
  modules: number;
  /** Width and height of the picture for print, in pixels. */
  printPixels: number;
};

export function codeShape(text: string): CodeShape {
  const { modules } = QRCode.create(text, options);
  const size = modules.size + 2 * options.margin;
  const runs: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let from = 0; from < modules.size; from++) {
      if (!modules.get(row, from)) continue;
      let to = from;
      while (to < modules.size && modules.get(row, to)) to++;
      runs.push(`M${from + options.margin} ${row + options.margin}h${to - from}v1H${from + options.margin}z`);
      from = to;
    }
  }
  return { path: runs.join(''), modules: size, printPixels: size * scaleOf(size) };
}

/** The same code for print: black on white, PNG. */
export async function codePicture(text: string): Promise<Buffer> {
  const size = QRCode.create(text, options).modules.size + 2 * options.margin;
  return QRCode.toBuffer(text, { ...options, type: 'png', scale: scaleOf(size) });
}
