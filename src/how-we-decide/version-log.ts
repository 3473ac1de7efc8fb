import type { PlainDate } from '../kernel/plain-date.js';
import { listed } from '../kernel/plain-words.js';
import { factDefinition } from '../facts/vocabulary.js';
import type { Difference } from '../rule-sets/difference.js';
import { differences } from '../rule-sets/differences.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { listWords, whomWeAsk } from './family-words.js';
import { isTold } from './is-told.js';

/** One version of a set, and whether it has been published, which needs everybody's agreement. */
export interface RuleVersion {
  set: RuleSet;
  agreed: boolean;
}

/** One version, and what it changed in the words of families. */
export interface LoggedVersion {
  version: string;
  /** null: it was never agreed, so that there is no day since which it counts. */
  since: PlainDate | null;
  /** null: it is the first. */
  changed: readonly string[] | null;
}

/** The newest first. `versions`: the oldest first. */
export function versionLog(versions: readonly RuleVersion[]): LoggedVersion[] {
  return versions
    .map(({ set, agreed }, i) => {
      const before = versions[i - 1]?.set;
      return {
        version: set.version,
        since: agreed ? set.effectiveFrom : null,
        changed: before === undefined ? null : changedForFamilies(before, set),
      };
    })
    .reverse();
}

/** A line for each thing that changed. What has no words for families is told by a general sentence. */
export function changedForFamilies(before: RuleSet, after: RuleSet): readonly string[] {
  const found = differences(before, after, listWords);
  return [...new Set(found.flatMap((difference) => lineFor(difference, before, after) ?? []))];
}

function lineFor(difference: Difference, before: RuleSet, after: RuleSet): string | null {
  switch (difference.about) {
    case 'band':
      return bandLine(difference);
    case 'order':
      return 'We changed who goes first.';
    case 'must_know':
      return questionLine(difference, before, after);
    case 'need':
      return 'We changed how we count what a child needs help with.';
    case 'rule':
      return ruleLine(difference, before, after);
    case 'family_words':
      return 'We changed some words on this page.';
    case 'set':
      return setLine(difference, after);
    case 'source':
    case 'wait_table':
    case 'fact':
    case 'gap':
      return null;
  }
}

function bandLine({ title, change, part, was, now }: Difference): string {
  if (change === 'added') return `There is a new group: ${title}.`;
  if (change === 'removed') return `There is no group ${title} any more.`;
  return part?.startsWith('safe wait')
    ? `${title}: the ${part} was ${was ?? ''}. Now it is ${now ?? ''}.`
    : `We changed the group ${title}.`;
}

/** Parts of a rule that are words for teams: they move no child. */
const wordsForTeams: readonly (string | null)[] = ['title', 'source', 'what clinicians read'];

function ruleLine({ id, change, part }: Difference, before: RuleSet, after: RuleSet): string | null {
  if (wordsForTeams.includes(part)) return null;
  const set = change === 'removed' ? before : after;
  const family = set.rules.find((rule) => rule.id === id)?.event.params.reason.family ?? null;
  const words = family === null ? undefined : set.familyReasons[family];
  if (words === undefined) return 'We changed some rules that we do not list here.';
  const said = { added: 'New rule', removed: 'No longer a rule', changed: 'We changed a rule' }[change];
  return `${said}: “${words}”`;
}

function questionLine({ id, change }: Difference, before: RuleSet, after: RuleSet): string {
  const [line = '', fact = ''] = id.split('/');
  const must = (change === 'removed' ? before : after).mustKnow[line]?.find((one) => one.fact === fact);
  const words = factDefinition(fact)?.meaning.family;
  if (change === 'changed' || !must || !isTold(must) || words === undefined) return 'We changed what we ask.';
  return `We ${change === 'added' ? 'now' : 'no longer'} ask ${whomWeAsk[must.askOf]} ${words}.`;
}

function setLine({ id }: Difference, after: RuleSet): string | null {
  if (id === 'serviceLines') return `These rules are now for ${listed(after.serviceLines.map(listWords))}.`;
  const moves = ['combine', 'totals', 'defaultBand', 'polarity', 'rules'].includes(id);
  return moves ? 'We changed how the rules work together.' : null;
}
