import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The files of one part of the corpus of bad input, by name, with the answer each must get. */
export function corpusOf<Answer>(part: 'csv' | 'json'): { name: string; content: Buffer; answer: Answer }[] {
  const folder = resolve('test', 'fixtures', 'corpus', part);
  const answers = JSON.parse(readFileSync(`${folder}-answers.json`, 'utf8')) as Record<string, Answer>;
  const files = readdirSync(folder).map((file) => file.slice(0, file.lastIndexOf('.')));
  const untold = [...files.filter((name) => !(name in answers)), ...Object.keys(answers)].filter(
    (name) => !(files.includes(name) && name in answers),
  );
  if (untold.length > 0) throw new Error(`without a file or an answer: ${untold.join(', ')}`);
  return files.map((name) => ({
    name,
    content: readFileSync(join(folder, `${name}.${part}`)),
    answer: answers[name] as Answer,
  }));
}
