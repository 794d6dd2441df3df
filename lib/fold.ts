/**
 * A text reduced to what people mean when they compare names: without case, diacritics, tatweel and hamza forms, with
 * single spaces. `أحمد`, `احمد`, `أَحْمَد` and `أحـمد` have one key; so have `José` and `jose`.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD') // parts أ إ آ ؤ ئ and é into a letter and its marks
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/\u0671/g, '\u0627') // the alef with wasla does not part
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}
