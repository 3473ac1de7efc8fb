import { codeInWords, counted } from '../kernel/plain-words.js';
import { changesIn, itsName, said, type Change, type Compare, type Parts } from './compare-parts.js';
import { conditionLines } from './condition-differences.js';
import { keyOf, plainly } from './condition-meaning.js';
import { conditionWords } from './condition-words.js';
import { unordered } from './part-words.js';
import type { Group, Reason, Rule, RuleEvent } from './rule-set.js';
import { boardWords, familyCode, flagKindWords, givesWords, movesWords, pointsWords } from './rule-words.js';
import type { Wording } from './wording.js';

export function ruleParts(wording: Wording): Parts<Rule> {
  return {
    id: itsName,
    title: said('title'),
    source: said('source'),
    services: said(
      'lists',
      (lines) => unordered(lines, (line) => wording.service(line)),
      'every list of the set',
    ),
    conditions: conditionChanges('holds where', wording),
    event: eventChanges,
  };
}

export function conditionChanges(part: string, wording: Wording): Compare<Group> {
  return (before, after) => {
    if (keyOf(plainly(before)) === keyOf(plainly(after))) return [];
    const [was, now] = [conditionWords(before, wording), conditionWords(after, wording)];
    return [{ part, was, now, lines: conditionLines(before, after, wording) ?? [] }];
  };
}

function eventChanges(before: RuleEvent, after: RuleEvent): readonly Change[] {
  if (before.type === after.type) return paramChanges(before.type, before, after);
  const gives: Change = { part: 'gives', was: givesWords(before), now: givesWords(after), lines: [] };
  return [gives, ...reason(before.params.reason, after.params.reason)];
}

const reasonParts: Parts<Reason> = {
  clinician: said('what clinicians read'),
  family: said('what families read', familyCode, 'nothing'),
};
const reason: Compare<Reason> = (before, after) => changesIn(reasonParts, before, after);

type Params<T extends RuleEvent['type']> = Extract<RuleEvent, { type: T }>['params'];

const eventParts: { readonly [T in RuleEvent['type']]: Parts<Params<T>> } = {
  points: { points: said('points', pointsWords), reason },
  band: {
    band: said('at least this band', codeInWords),
    orAbove: said('or a more urgent one', () => 'a clinician chooses', 'no'),
    reason,
  },
  modify: { moves: said('moves', movesWords), reason },
  route: { to: said('sends to', codeInWords), whatToDo: said('what to do today'), reason },
  flag: {
    board: said('flags for', boardWords),
    kind: said('kind of flag', (kind) => flagKindWords[kind], 'not said'),
    reason,
  },
  ask: {
    question: said('question'),
    of: said('asked of'),
    withinDays: said('asked within', (days) => counted(days, 'day')),
    reason,
  },
  gap: { gap: said('left open by the published table', codeInWords), reason },
  advise: { whatToDo: said('advice'), reason },
};

/** Both are of `type`: its parts are theirs. */
function paramChanges<T extends RuleEvent['type']>(type: T, before: RuleEvent, after: RuleEvent): Change[] {
  const parts: Parts<Params<T>> = eventParts[type];
  return changesIn(parts, before.params as Params<T>, after.params as Params<T>);
}
