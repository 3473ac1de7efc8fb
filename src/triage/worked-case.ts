import { isServiceLineId } from '../referrals/service-line.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { circumstancesOf, type Expected, type WorkedCase } from '../rule-sets/worked-case.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';

/** Decides a worked case as if nothing had stood before; says what differs from what its author expects, if anything. */
export function tryWorkedCase(
  worked: WorkedCase,
  ruleSet: LoadedRuleSet,
): { decision: Decision; differences: string[] } {
  const { referral, child, lists, facts } = circumstancesOf(worked);
  const { service } = referral;
  if (!isServiceLineId(service)) throw new RangeError(`no such service line: ${service}`);
  const decision = decide(
    {
      referral: { ...referral, service },
      child: { ...child, id: 'child' },
      lists: lists.map((list) => ({
        ...list,
        service: isServiceLineId(list.service) ? list.service : service,
      })),
      facts,
      standing: null,
      confirmations: [],
      on: worked.on,
      ruleSet,
    },
    'worked case',
  );
  return { decision, differences: differencesFrom(worked.expect, decision) };
}

function differencesFrom(expected: Expected, decision: Decision): string[] {
  const placing = decision.reasons.filter(({ event }) => event.type !== 'flag' && event.type !== 'ask');
  const found: Required<Expected> = {
    band: decision.band,
    couldBe: decision.couldBe,
    actToday: decision.actToday,
    reasons: placing.map(({ ruleId }) => ruleId),
    flags: decision.flags.map(({ ruleId }) => ruleId),
    asks: [...new Set(decision.asks.map(({ fact }) => fact))],
    needDomains: decision.needDomains,
  };
  return (Object.keys(found) as (keyof Expected)[]).flatMap((key) => {
    const wanted = expected[key];
    if (wanted === undefined || words(wanted) === words(found[key])) return [];
    return [`${key}: expected ${words(wanted)}, is ${words(found[key])}`];
  });
}

/** Lists are compared as sets: their order is not part of what a case says. */
function words(value: Expected[keyof Expected]): string {
  return Array.isArray(value) ? `[${[...(value as readonly string[])].sort().join(', ')}]` : String(value);
}
