/**
 * Letters that Unicode has twice, the second time for their shape: Arabic presentation forms, Latin ligatures and full-width letters.
 * They come along when a text is copied from a PDF file or an old program.
 */
const SHAPED = /[\uFB00-\uFB06\uFB50-\uFDFF\uFE70-\uFEFC\uFF21-\uFF3A\uFF41-\uFF5A]/gu;
const LETTER = /\p{L}/u;
/** The presentation form of a mark alone is a space or a tatweel with that mark. */
const CARRIER = /^[ \u0640](?=\p{M})/u;

/**
 * The text with plain letters in place of their presentation forms: `ﻋﻠﻲ` becomes `علي`. Texts are stored and exported so, because
 * other programs neither find nor sort the forms. Signs such as `﷼` stay, and so does everything else. In Unicode's form NFC.
 */
export const plainLetters = (text: string): string =>
  text
    .replace(SHAPED, (form) => (LETTER.test(form) ? form.normalize('NFKC').replace(CARRIER, '') : form))
    .normalize('NFC');
