import { counted } from '../kernel/plain-words.js';
import { abouts, type About, type Difference } from './difference.js';

const HEADINGS: Readonly<Record<About, string>> = {
  set: 'The set',
  band: 'Bands and safe waits',
  order: 'The order',
  wait_table: 'Other published waits',
  must_know: 'What must be known',
  fact: 'Facts of the tool',
  need: 'Needs',
  rule: 'Rules',
  family_words: 'Words for families',
  gap: 'Left open or left out',
  source: 'Sources',
};

/** One difference in words: “getting worse (getting-worse), points: was 2 points; now 3 points”. */
export function differenceWords(difference: Difference): string {
  const { about, id, title, change, part, was, now, lines } = difference;
  const which = about === 'set' || about === 'order' ? '' : `${title} (${id})`;
  if (change === 'added') return `added: ${which}. ${now ?? ''}`;
  if (change === 'removed') return `removed: ${which}. It was: ${was ?? ''}`;
  const named = [which, part ?? ''].filter((words) => words !== '').join(', ');
  if (lines.length > 0) return `${named}: ${lines.join('. ')}`;
  return `${named}: was ${was ?? 'nothing'}; now ${now ?? 'nothing'}`;
}

/** All of them for a reader at a terminal, under headings; one sentence where there are none. */
export function differencesText(list: readonly Difference[]): string {
  if (list.length === 0) return 'No difference in what they mean or say.';
  const sections = abouts.flatMap((about) => {
    const found = list.filter((difference) => difference.about === about);
    return found.length === 0 ? [] : [`\n${HEADINGS[about]}`, ...found.flatMap(bullet)];
  });
  return [counted(list.length, 'difference'), ...sections].join('\n');
}

/** One difference, its lines each on one of their own where there are several. */
function bullet(difference: Difference): string[] {
  const { lines } = difference;
  if (lines.length < 2) return [`  - ${differenceWords(difference)}`];
  return [
    `  - ${differenceWords({ ...difference, lines: [''] }).trimEnd()}`,
    ...lines.map((line) => `      ${line}`),
  ];
}
