import { localities } from '../children/locality.js';
import { spacedNhsNumber } from '../kernel/nhs-number.js';
import type { Fault } from '../kernel/outcome.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { isServiceLineId, serviceLine, serviceLines } from '../referrals/service-line.js';
import type { BandLadder } from './band-ladder.js';
import { writeCursor, type Position } from './cursor.js';
import { type ListState, listWarnings } from './list-warnings.js';
import { ageInWords, counted, dayInWords, grouped, percent } from '../kernel/plain-words.js';
import type { QueueWords } from './queue-asked.js';
import type { QueueEntry } from './queue-entry.js';
import { type QueueItem, queueItem } from './queue-item.js';
import type { Tally } from './tally.js';

export interface Tag {
  text: string;
  classes: string;
}

export interface QueueRow {
  href: string;
  name: string;
  age: string;
  nhsNumber: string;
  restricted: boolean;
  lists: readonly string[];
  severalLists: boolean;
  tags: readonly Tag[];
  notes: readonly string[];
  waited: string;
  since: string;
  share: string;
  bar: Bar;
  why: string;
  reason: string;
  review: string;
  reviewOverdue: boolean;
  appointment: string;
}

/** A bar 100 wide that stands for the safe wait; what goes beyond is its own colour and is said beside it. */
export interface Bar {
  width: number;
  over: boolean;
}

export interface Choice {
  value: string;
  text: string;
  selected: boolean;
}

/** What the queue's template prints: words, never rows. */
export interface QueueView {
  heading: string;
  summary: string;
  warnings: readonly string[];
  faults: readonly { text: string; href: string }[];
  services: readonly Choice[];
  bands: readonly Choice[];
  localities: readonly Choice[];
  text: string;
  on: string;
  filtered: boolean;
  rows: readonly QueueRow[];
  empty: string;
  firstHref: string;
  nextHref: string;
  /** Where the next page of a search begins: it is asked for by sending the search again. */
  nextAfter: string;
  chosen: { service: string; band: string; locality: string };
}

export interface QueueShown {
  today: PlainDate;
  on: PlainDate;
  words: QueueWords;
  faults: readonly Fault[];
  entries: readonly QueueEntry[];
  next: Position | undefined;
  tallies: readonly Tally[];
  state: ListState;
  ladder: BandLadder;
}

export function queueView(shown: QueueShown): QueueView {
  const { today, on, tallies, ladder } = shown;
  const said = (key: keyof QueueWords): string => {
    const value = shown.words[key];
    return typeof value === 'string' ? value.trim() : '';
  };
  const [service, band, locality, text] = [said('service'), said('band'), said('locality'), said('q')];
  const choice = (chosen: string, value: string, title: string, waiting: number): Choice => ({
    value,
    text: `${title} (${grouped(waiting)})`,
    selected: chosen === value,
  });
  const all = sum(tallies);
  const filtered = service !== '' || band !== '' || locality !== '' || text !== '';
  return {
    heading: isServiceLineId(service) ? serviceLine(service).title : 'Everybody waiting',
    summary: shown.faults.length > 0 ? '' : summaryOf(shown, { service, band, locality, text }),
    warnings: listWarnings(shown.state, today),
    faults: shown.faults.map(({ at, message }) => ({
      text: message,
      href: `#${at === 'q' ? 'q' : 'filters'}`,
    })),
    services: [
      { value: '', text: 'All services', selected: service === '' },
      ...serviceLines.map(({ id, title }) => choice(service, id, title, sum(tallies, { service: id }))),
    ],
    bands: [
      { value: '', text: 'All bands', selected: band === '' },
      ...ladder.rungs.map(({ id, title }) => choice(band, id, title, sum(tallies, { band: id }))),
    ],
    localities: [
      { value: '', text: 'All localities', selected: locality === '' },
      ...localities.map(({ id, title }) => choice(locality, id, title, sum(tallies, { locality: id }))),
    ],
    text,
    on: on === today ? '' : on,
    filtered,
    rows: shown.entries.map((entry) => queueRow(entry, on, ladder)),
    empty:
      all === 0
        ? 'Nobody is on the list yet.'
        : filtered
          ? 'Nobody on the list matches this.'
          : 'The list ends here.',
    firstHref: said('after') === '' || text !== '' ? '' : queueAddress(shown.words),
    nextHref: shown.next && text === '' ? queueAddress(shown.words, { after: writeCursor(shown.next) }) : '',
    nextAfter: shown.next && text !== '' ? writeCursor(shown.next) : '',
    chosen: { service, band, locality },
  };
}

export function queueRow(entry: QueueEntry, on: PlainDate, ladder: BandLadder): QueueRow {
  const item = queueItem(entry, on, ladder);
  return {
    href: `/referrals/${item.referralId}`,
    name: item.child.name.trim() || 'Name not recorded',
    age: ageInWords(item.child.birthDate, on),
    nhsNumber: item.child.nhsNumber === null ? '' : spacedNhsNumber(item.child.nhsNumber),
    restricted: item.child.restricted,
    lists: listTitles(item.lists, item.service),
    severalLists: item.lists.length > 1,
    tags: tagsOf(item, ladder),
    notes: notesOf(item, ladder),
    waited: counted(item.daysWaited, 'day'),
    since: dayInWords(item.waitingSince),
    share: `${percent(item.sharePercent)} of ${counted(item.safeWaitDays, 'day')}`,
    bar: { width: Math.min(100, Math.round(item.sharePercent)), over: item.sharePercent > 100 },
    why: item.why,
    reason: item.topReason,
    review: dayInWords(item.reviewOn),
    reviewOverdue: item.reviewOverdue,
    appointment: item.appointmentOn === null ? '' : dayInWords(item.appointmentOn),
  };
}

/** The list this entry is of first, then the others. */
function listTitles(lists: readonly string[], service: string): string[] {
  const others = lists.filter((list) => list !== service);
  return [service, ...others].map((list) => (isServiceLineId(list) ? serviceLine(list).shortTitle : list));
}

export function tagsOf(item: Pick<QueueItem, 'actToday' | 'band'>, ladder: BandLadder): Tag[] {
  const band = { text: ladder.title(item.band), classes: ladder.tagClass(item.band) };
  return item.actToday ? [{ text: 'Act today', classes: 'breakwater-tag--act-today' }, band] : [band];
}

function notesOf(item: QueueItem, ladder: BandLadder): string[] {
  const notes = [item.bandConfirmed ? 'Confirmed' : 'Proposed by the rules'];
  if (ladder.isMoreUrgent(item.couldBe, item.band))
    notes.push(`Could be ${ladder.title(item.couldBe).toLowerCase()}: something is not known yet`);
  if (item.lowerProposal !== null)
    notes.push(
      `The rules now propose ${ladder.title(item.lowerProposal).toLowerCase()}: for a clinician to confirm`,
    );
  return notes;
}

function summaryOf(
  { on, today, tallies }: QueueShown,
  chosen: { service: string; band: string; locality: string; text: string },
): string {
  const waiting = sum(tallies, { service: chosen.service, band: chosen.band, locality: chosen.locality });
  const among = tallies.filter((tally) => tally.actToday);
  const first = sum(among, { service: chosen.service, band: chosen.band, locality: chosen.locality });
  const many = `${counted(waiting, 'open referral')}${first > 0 ? `, ${grouped(first)} of them to act on today` : ''}`;
  const searched = chosen.text === '' ? many : `Found by “${chosen.text}” among ${many}`;
  return on === today
    ? `${searched}. In order as of today, ${dayInWords(on)}.`
    : `${searched}. In order as of ${dayInWords(on)}, by present decisions.`;
}

function sum(
  tallies: readonly Tally[],
  of: { service?: string; band?: string; locality?: string } = {},
): number {
  return tallies
    .filter(
      (tally) =>
        (!of.service || tally.service === of.service) &&
        (!of.band || tally.band === of.band) &&
        (!of.locality || tally.locality === of.locality),
    )
    .reduce((total, tally) => total + tally.entries, 0);
}

/** The address of the list as filtered: never with what somebody searched for. */
export function queueAddress(words: QueueWords, more: Readonly<Record<string, string>> = {}): string {
  const kept = (['service', 'band', 'locality', 'on'] as const).flatMap((key): [string, string][] => {
    const value = words[key];
    return typeof value === 'string' && value.trim() !== '' ? [[key, value.trim()]] : [];
  });
  const query = new URLSearchParams([...kept, ...Object.entries(more)]).toString();
  return query === '' ? '/' : `/?${query}`;
}
