import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

type Tree = { role?: string; children?: Tree[] };

/** Where a text stands: the number of its page from 0, and its left and right end in points. */
type Place = { text: string; page: number; left: number; right: number };

/**
 * Reads a PDF with the library of Firefox: text in reading order and where it stands, page sizes, structure, links, fonts, outline and
 * metadata.
 */
export async function readPdf(bytes: Uint8Array) {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0, fontExtraProperties: true });
  const pdf = await task.promise;
  const pages: string[] = [];
  const sizes: string[] = [];
  const places: Place[] = [];
  const roles: string[] = [];
  const links: string[] = [];
  const fonts: { name: string; isEmbedded: boolean }[] = [];
  const collect = ({ role, children }: Tree): void => {
    if (role) roles.push(role);
    children?.forEach(collect);
  };
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [across = 1, , , , start = 0] = item.transform as number[];
      // The back of a name plate is upside down, so its text runs to the left.
      const left = across < 0 ? start - item.width : start;
      places.push({ text: item.str, page: number - 1, left, right: left + item.width });
    }
    const [, , width = 0, height = 0] = page.view;
    sizes.push(`${Math.round(width)} × ${Math.round(height)}`);
    for (const { url } of await page.getAnnotations()) links.push(String(url));
    const tree = await page.getStructTree();
    if (tree) collect(tree as Tree);
    // The fonts are loaded with the page's drawing operators.
    await page.getOperatorList();
    for (const id of new Set(items.flatMap((item) => ('fontName' in item ? [item.fontName] : [])))) {
      const font = page.commonObjs.get(id) as { name: string; missingFile?: boolean };
      fonts.push({ name: font.name, isEmbedded: !font.missingFile });
    }
  }
  const { info } = await pdf.getMetadata();
  const outline = ((await pdf.getOutline()) ?? []).map(({ title }) => title);
  await task.destroy();
  return {
    text: pages.join('\n'),
    pages,
    sizes,
    places,
    roles,
    links,
    fonts,
    outline,
    info: info as Record<string, unknown>,
  };
}
