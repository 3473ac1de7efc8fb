import { isServiceLineId } from '../referrals/service-line.js';
import { differencesFrom } from '../rule-sets/case-parts.js';
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
  return { decision, differences: differencesFrom<Expected>(worked.expect, expectedOf(decision)) };
}

function expectedOf(decision: Decision): Required<Expected> {
  const placing = decision.reasons.filter(({ event }) => event.type !== 'flag' && event.type !== 'ask');
  return {
    band: decision.band,
    couldBe: decision.couldBe,
    actToday: decision.actToday,
    reasons: placing.map(({ ruleId }) => ruleId),
    flags: decision.flags.map(({ ruleId }) => ruleId),
    asks: [...new Set(decision.asks.map(({ fact }) => fact))],
    needDomains: decision.needDomains,
  };
}
