import QRCode from 'qrcode';

/** Level H restores up to 30 % of the code: a badge gets folded, and a lanyard may cover part of it. */
const ERROR_CORRECTION = 'H';
/** The empty border in modules that ISO/IEC 18004 requires. */
const QUIET_ZONE = 4;
/** The minimum width and height of the picture for print. */
const PRINT_PIXELS = 2048;

/** A QR code (ISO/IEC 18004) as a shape. */
export type CodeShape = {
  /** An SVG path that covers the dark modules. One unit is one module. */
  path: string;
  /** Width and height including the quiet zone, in modules. */
  modules: number;
  /** Width and height of the picture for print, in pixels: at least 2048. */
  printPixels: number;
};

/** The QR code of a text. Dark modules next to each other in a row become one rectangle. */
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
  // Each module is a whole number of pixels, so that every edge is sharp.
  return { path: runs.join(''), modules: size, printPixels: size * Math.ceil(PRINT_PIXELS / size) };
}
