import { fleschKincaid } from 'flesch-kincaid';
import { syllable } from 'syllable';

/**
 * The school grade of plain English, by Flesch and Kincaid's formula: grade 4 is a reading age of about 9, grade 6 of
 * about 11. Each text is whole sentences, or a line that stands alone.
 */
export function readingGrade(texts: readonly string[]): number {
  const sentences = texts
    .flatMap((text) => text.split(/[.?!]+(?=\s|$)/))
    .map((sentence) => sentence.match(/[\p{L}\p{N}’'-]+/gu) ?? [])
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  const counted = { sentence: sentences.length, word: words.length };
  return fleschKincaid({ ...counted, syllable: words.reduce((sum, word) => sum + syllable(word), 0) });
}

/** What stands in elements of a page's main part, without its tags. */
export function textsIn(html: string, element: string): string[] {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
  return [...main.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))].map((match) =>
    (match[1] ?? '')
      .replace(/<[^>]+>/g, '')
      .replace(/&#39;/g, '’')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}
