declare module 'bidi-js' {
  type EmbeddingLevels = { levels: Uint8Array };
  const make: () => {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): EmbeddingLevels;
    /** @returns the sign that stands for this one in right-to-left text, `null` for most */
    getMirroredCharacter(character: string): string | null;
  };
  export default make;
}
