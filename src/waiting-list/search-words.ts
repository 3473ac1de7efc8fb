/** More words than this in one search are not looked at: nobody's name has more. */
const MOST_WORDS = 8;
const LONGEST_WORD = 100;

/**
 * The words a name is found by: small letters without accents, apostrophes dropped, and both the parts and the whole
 * of anything written with a hyphen or apostrophe ("O'Brien-Núñez" by obrien, brien, nunez, obriennunez).
 */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const written of plain(text).split(/\s+/)) {
    const parts = written.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
    const [without, whole] = [written.replace(/['’]/g, ''), parts.join('')];
    for (const word of [...parts, ...without.split(/[^\p{L}\p{N}]+/u), whole])
      if (word !== '') words.add(cut(word));
  }
  return [...words];
}

/**
 * What to look for: each word must begin a word of the entry. An NHS number may be typed with spaces. Undefined where
 * there is too little to look for (fewer than two letters or digits).
 */
export function wordsSought(text: string): string[] | undefined {
  const written = plain(text).replace(/['’]/g, '');
  const words = /^[\d\s]+$/.test(written)
    ? [written.replace(/\s/g, '')]
    : written.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.join('').length < 2) return undefined;
  return words.slice(0, MOST_WORDS).map(cut);
}

/** The words as a PostgreSQL tsquery that needs no dictionary; words hold letters and digits alone. */
export function asPrefixQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

/** Letters that Unicode does not take apart into a letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

function plain(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[øłđðþßæœı]/g, (letter) => LETTERS[letter] ?? letter).trim();
}

function cut(word: string): string {
  return [...word].slice(0, LONGEST_WORD).join('');
}
