declare module 'bidi-js' {
  type EmbeddingLevels = { levels: Uint8Array };
  const make: () => {
    /** @param direction of the paragraph; without it, that of its first letter outside an isolate (UAX #9, rules P2 and P3) */
    getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl'): EmbeddingLevels;
    /** @returns for each place from left to right, the index of the UTF-16 code unit that is shown there */
    getReorderedIndices(text: string, levels: EmbeddingLevels): number[];
    /** @returns the mirrored character for right-to-left text, such as `)` for `(`; `null` for most characters */
    getMirroredCharacter(character: string): string | null;
  };
  export default make;
}
