import type { FactState } from '../facts/fact.js';
import type { UsedFact } from './decision.js';

/** A fact as the receipt keeps it, with everything said about it where sources disagree. */
export function usedFact(code: string, state: FactState): UsedFact {
  const [first] = state.facts;
  return {
    code,
    state: state.known ? 'known' : 'unknown',
    value: state.known ? state.value : null,
    why: state.known ? null : state.why,
    between: state.known ? null : (state.between ?? null),
    source: first?.source ?? null,
    organisation: first?.organisation ?? null,
    recordedOn: first?.recordedOn ?? null,
    notConfirmedSince: state.known ? state.notConfirmedSince : null,
    said: state.known && !state.disagreement ? [] : state.facts.map(said),
  };
}

function said(fact: FactState['facts'][number]): UsedFact['said'][number] {
  const { value, source, organisation, recordedOn } = fact;
  return { value, source, organisation, recordedOn };
}
