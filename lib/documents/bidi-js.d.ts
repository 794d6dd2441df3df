declare module 'bidi-js' {
  type EmbeddingLevels = { levels: Uint8Array };
  const make: () => {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): EmbeddingLevels;
    /** @returns the mirrored character for right-to-left text, such as `)` for `(`; `null` for most characters */
    getMirroredCharacter(character: string): string | null;
  };
  export default make;
}
