import type { Naming } from '../kernel/naming.js';
import { dayInWords, listed } from '../kernel/plain-words.js';
import { EVERY_FACT } from './agreement.js';
import type { Ended, Shared } from './shared-with.js';

/**
 * What is hidden because an agreement ended, one sentence an agreement: "Lists and facts of Livewell are hidden: the
 * agreement “…” ended on 1 November 2026." Of no child: it says what is missing from every page alike.
 */
export function endedInWords({ ended }: Pick<Shared, 'ended'>, named: Naming): string[] {
  return ended.map((one) => {
    const how = one.how === 'withdrawn' ? 'was withdrawn' : 'ended';
    return `${whatIsHidden(one, named)} are hidden: the agreement “${one.title}” ${how} on ${dayInWords(one.on)}.`;
  });
}

function whatIsHidden({ entriesFrom, facts }: Ended, named: Naming): string {
  const from = [...new Set([...entriesFrom, ...facts.map(organisationOf)])].sort();
  const parts = from.map((organisation) => {
    const whole = facts.includes(`${organisation}/${EVERY_FACT}`);
    const some = facts.some((fact) => organisationOf(fact) === organisation);
    const what = [
      ...(entriesFrom.includes(organisation) ? ['lists'] : []),
      ...(whole ? ['facts'] : some ? ['some facts'] : []),
    ];
    return `${listed(what)} of ${named(organisation)}`;
  });
  const words = listed(parts);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const organisationOf = (fact: string): string => fact.split('/')[0] ?? '';
