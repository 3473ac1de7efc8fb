import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import { stateOn } from './combine.js';
import { monthsOld, schoolPhase } from './derive.js';
import type { FactState, FactValue } from './fact.js';
import { isOpen, openLists, type History } from './history.js';
import { factDefinition } from './vocabulary.js';

/**
 * What is known on a day about one code as the rules for this referral see it: a line of the vocabulary, or a derived
 * fact other than needs (which a rule set defines). Undefined where the code is neither.
 */
export function stateOf(history: History, code: string, on: PlainDate): FactState | undefined {
  return stateOnDay(history, code, epochDay(on));
}

/** The same; `day` in whole days since 1970-01-01. */
export function stateOnDay(history: History, code: string, day: number): FactState | undefined {
  switch (code) {
    case 'age_months':
      return plainly(monthsOld(history.birthDate, day));
    case 'age_years':
      return plainly(Math.floor(monthsOld(history.birthDate, day) / 12));
    case 'school_phase':
      return plainly(schoolPhase(history.birthDate, day));
    case 'days_waited':
      return plainly(Math.max(0, day - history.waitingSince));
    case 'open_lists':
      return plainly(openLists(history, day));
    case 'highest_functional_impact':
      return highestImpact(history, day);
    case 'persistent_absence':
    case 'severe_absence': {
      const timeline = history.child.get(code);
      const state = timeline ? stateOn(timeline, day) : NEVER_RECORDED;
      return state.known || state.why === 'stale' ? state : { ...state, why: 'inputs_unknown' };
    }
    default:
      return fromVocabulary(history, code, day);
  }
}

/** Nothing was ever said. */
export const NEVER_RECORDED: FactState = { known: false, why: 'never_recorded', facts: [] };

function fromVocabulary(history: History, code: string, day: number): FactState | undefined {
  const definition = factDefinition(code);
  if (!definition) return undefined;
  const timeline = (definition.subject === 'child' ? history.child : history.referral).get(code);
  return timeline ? stateOn(timeline, day) : NEVER_RECORDED;
}

/** The highest over the child's open lists; known only where no list could still raise it. */
function highestImpact(history: History, day: number): FactState {
  const definition = factDefinition('functional_impact');
  const [least, most] = definition?.range ?? [0, 4];
  let highest = least;
  let open = false;
  let facts: FactState['facts'] = [];
  let notConfirmedSince: PlainDate | null = null;
  for (const list of history.lists) {
    if (!isOpen(list, day)) continue;
    const timeline = list.facts.get('functional_impact');
    const state = timeline ? stateOn(timeline, day) : undefined;
    if (!state?.known) open = true;
    else if (facts.length === 0 || Number(state.value) > highest) {
      highest = Number(state.value);
      facts = state.facts;
      notConfirmedSince = state.notConfirmedSince;
    }
  }
  if (!open || highest === most)
    return { known: true, value: highest, facts, disagreement: false, notConfirmedSince };
  return { known: false, why: 'inputs_unknown', facts, between: [highest, most] };
}

function plainly(value: FactValue): FactState {
  return { known: true, value, facts: [], disagreement: false, notConfirmedSince: null };
}
