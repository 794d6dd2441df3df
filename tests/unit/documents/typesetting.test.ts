import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { Face } from '@/lib/documents/typesetting';
import { locales } from '@/lib/i18n/locale';

const FONT = 'node_modules/@expo-google-fonts/markazi-text/400Regular/MarkaziText_400Regular.ttf';
const face = new Face(new PDFDocument({ margin: 0 }), join(process.cwd(), FONT));
const WIDTH = 80;
const directions = { ar: 'rtl', en: 'ltr' } as const;
const texts = {
  ar: [
    'وزارة النموذج الرقمي للخدمات المشتركة',
    'والمستشاريةالعامةللحوكمةالرقميةوالخدماتالمشتركةوالتحولالمؤسسي',
    'إدارة والمستشاريةالعامةللحوكمةالرقميةوالخدماتالمشتركةوالتحولالمؤسسي المركزية',
    'المستشارية_العامة التحول_المؤسسي',
  ],
  en: [
    'Ministry of Sample Services',
    'Interdepartmentalcoordinationandadministrationauthorityofsamples',
    'An Interdepartmentalcoordinationandadministrationauthorityofsamples office',
    'Interdepartmental coordination',
  ],
};

describe.each(locales)('a paragraph of the PDF in %s', (locale) => {
  it.each(texts[locale])('stays within its column, also with a word that is longer: %s', (text) => {
    const lines = face.lines([{ text }], directions[locale], 12, WIDTH);
    const tooWide = lines.filter(({ width }) => width > WIDTH);
    expect(tooWide).toEqual([]);
    const glyphs = lines.flatMap(({ runs }) => runs.flatMap((run) => run.glyphs));
    expect(glyphs.length).toBeGreaterThan(text.replace(/\s/g, '').length * 0.8);
  });
});
