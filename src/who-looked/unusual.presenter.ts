import type { Naming } from '../kernel/naming.js';
import { londonDate } from '../kernel/plain-date.js';
import { counted, dayInWords } from '../kernel/plain-words.js';
import type { DayRange } from './day-range.js';
import { whoIsIt } from './staff-copy.js';
import { type Finding, unusualKinds } from './unusual.js';

/** The page of unusual viewing, in words. */
export function unusualView(
  range: DayRange,
  { findings, more }: { findings: readonly Finding[]; more: boolean },
  named: Naming,
): object {
  return {
    ...range,
    days: `${dayInWords(range.from)} to ${dayInWords(range.to)}`,
    more,
    findings: findings.map((finding) => ({
      id: finding.id,
      kind: unusualKinds[finding.kind],
      who: whoIsIt({ ...finding, selfDeclared: false, actorKind: 'person' }, named),
      day: dayInWords(finding.day),
      count: countInWords(finding),
      childHref: finding.childId === null ? '' : `/children/${finding.childId}/who-looked`,
      linesHref: `/audit?${new URLSearchParams({ person: finding.actorId, from: finding.day, to: finding.day }).toString()}`,
      openedHref: finding.kind === 'opened' ? '/opened-records?show=all' : '',
      looked: finding.review
        ? `${finding.review.lookedAtBy}, ${dayInWords(londonDate(finding.review.lookedAt))}: ${finding.review.note}`
        : '',
    })),
  };
}

function countInWords({ kind, count, usual }: Finding): string {
  if (kind === 'many_children')
    return `${counted(count, 'child', 'children')}; ${usual ?? 0} is usual for this role`;
  return kind === 'opened' ? counted(count, 'opening') : counted(count, 'look');
}
