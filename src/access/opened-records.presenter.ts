import type { Naming } from '../kernel/naming.js';
import { moment } from '../kernel/plain-words.js';
import { roleTitles } from '../kernel/role.js';
import { type OpenedRecord, openingReasons } from './opened-record.js';

const KINDS: Readonly<Record<OpenedRecord['kind'], string>> = {
  out_of_scope: 'A record on none of their lists',
  restricted_details: 'Address, contact, school and GP of a restricted record',
};

/** The page of opened records, in words. */
export function openedRecordsView(
  page: { items: readonly (OpenedRecord & { childName: string })[]; next: string | null },
  show: 'all' | 'not_looked_at',
  named: Naming,
): object {
  return {
    show,
    views: [
      { text: 'Not looked at yet', href: '/opened-records', current: show === 'not_looked_at' },
      { text: 'All', href: '/opened-records?show=all', current: show === 'all' },
    ],
    openings: page.items.map((opening) => ({
      id: opening.id,
      who: `${opening.viewerName}, ${roleTitles[opening.viewerRole].toLowerCase()} of ${named(opening.organisation)}`,
      child: opening.childName || 'Name not recorded',
      whoLookedHref: `/children/${opening.childId}/who-looked?for=staff`,
      what: KINDS[opening.kind],
      when: `${moment(opening.openedAt)} to ${moment(opening.endsAt)}`,
      reason: `${openingReasons[opening.reasonCode]}: ${opening.reason}`,
      looked:
        opening.lookedAt === null
          ? ''
          : `${opening.outcome === 'appropriate' ? 'Appropriate' : 'Not appropriate'}, said ${opening.lookedAtBy ?? ''} on ${moment(opening.lookedAt)}${opening.outcomeNote === null ? '' : `: ${opening.outcomeNote}`}`,
    })),
    nextHref:
      page.next === null
        ? ''
        : `/opened-records?${new URLSearchParams({ show, after: page.next }).toString()}`,
  };
}
