import { codeInWords } from '../kernel/plain-words.js';
import { changes, said } from './compare-parts.js';
import { conditionWords } from './condition-words.js';
import { each, once, type Section } from './difference.js';
import { bandParts, mustKnowParts, needParts, orderParts } from './part-changes.js';
import { bandWords, mustKnowWords, unordered } from './part-words.js';
import type { CommonSet, MustKnow, RuleSet } from './rule-set.js';
import type { Wording } from './wording.js';

/** What is compared between sets that decide the queue, besides what every set has. */
export function queueSections(
  wording: Wording,
): Readonly<Record<Exclude<keyof RuleSet, keyof CommonSet>, Section<RuleSet>>> {
  return {
    kind: () => [],
    serviceLines: once(
      'set',
      'serviceLines',
      said('lists', (lines) => unordered(lines, (line) => wording.service(line))),
    ),
    defaultBand: once('set', 'defaultBand', said('band where no rule holds', codeInWords)),
    bands: each({
      about: 'band',
      of: ({ bands }) => bands,
      id: ({ id }) => id,
      title: ({ title }) => title,
      whole: (band) => bandWords(band, wording),
      compare: changes(bandParts(wording)),
    }),
    orderPolicy: once('order', 'orderPolicy', changes(orderParts)),
    mustKnow: each({
      about: 'must_know',
      of: everyMustKnow,
      id: ({ line, fact }) => `${line}/${fact}`,
      title: ({ line, fact }) => `${wording.service(line)}: ${wording.fact(fact)}`,
      whole: mustKnowWords,
      compare: (before: OneMustKnow, after: OneMustKnow) => changes(mustKnowParts)(before, after),
    }),
    needs: each({
      about: 'need',
      of: ({ needs }) => needs,
      id: ({ domain }) => domain,
      title: ({ domain }) => codeInWords(domain),
      whole: ({ conditions }) => `counts where ${conditionWords(conditions, wording)}`,
      compare: changes(needParts(wording)),
    }),
    familyReasons: each({
      about: 'family_words',
      of: ({ familyReasons }) => Object.entries(familyReasons),
      id: ([code]) => code,
      title: ([code]) => codeInWords(code),
      whole: ([, words]) => words,
      compare: ([, was], [, now]) => said<string>('words')(was, now),
    }),
  };
}

type OneMustKnow = MustKnow & { line: string };

function everyMustKnow({ mustKnow }: RuleSet): readonly OneMustKnow[] {
  return Object.entries(mustKnow).flatMap(([line, facts]) => facts.map((fact) => ({ ...fact, line })));
}
