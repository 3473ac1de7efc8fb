import type { Naming } from '../kernel/naming.js';
import { moment } from '../kernel/plain-words.js';
import { roleTitles } from '../kernel/role.js';
import { type OpenedRecord, type OpeningLook, openingReasons, type WatchedOpening } from './opened-record.js';

const KINDS: Readonly<Record<OpenedRecord['kind'], string>> = {
  out_of_scope: 'A record on none of their lists',
  restricted_details: 'Address, contact, school and GP of a restricted record',
};

type Look = Omit<OpeningLook, 'organisation'> & { organisation: string | null };

/** That of the time when one look closed it for all says not whose it was. */
function looksOf({ looks, lookedAt, lookedAtBy, outcome, outcomeNote }: WatchedOpening): Look[] {
  const before: Look[] =
    lookedAt === null || outcome === null
      ? []
      : [{ organisation: null, by: lookedAtBy ?? '', at: lookedAt, outcome, note: outcomeNote }];
  return [...before, ...looks];
}

const lookInWords =
  (named: Naming) =>
  ({ organisation, by, at, outcome, note }: Look): string => {
    const what = outcome === 'appropriate' ? 'Appropriate' : 'Not appropriate';
    const who = organisation === null ? by : `${by} of ${named(organisation)}`;
    return `${what}, said ${who} on ${moment(at)}${note === null ? '' : `: ${note}`}`;
  };

/** The page of opened records, in words. `lookFor`: whether the reader looks for that organisation. */
export function openedRecordsView(
  page: { items: readonly (WatchedOpening & { childName: string })[]; next: string | null },
  show: 'all' | 'not_looked_at',
  named: Naming,
  lookFor: (organisation: string) => boolean,
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
      looked: looksOf(opening).map(lookInWords(named)),
      mayLook: opening.waitsFor.some(lookFor),
      waitsFor: opening.waitsFor.filter((one) => !lookFor(one)).map(named),
    })),
    nextHref:
      page.next === null
        ? ''
        : `/opened-records?${new URLSearchParams({ show, after: page.next }).toString()}`,
  };
}
