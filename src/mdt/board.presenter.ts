import { DECLINED_SHOWN_DAYS } from '../flags/declined-lately.js';
import { stateTitles, type FlagState, type FlagTally, type FlagWithMoves } from '../flags/flag.js';
import { movesFrom } from '../flags/flag-moves.js';
import type { Fault } from '../kernel/outcome.js';
import { londonDate, type PlainDate } from '../kernel/plain-date.js';
import { isServiceLineId, serviceLine } from '../referrals/service-line.js';
import type { BandLadder } from '../waiting-list/band-ladder.js';
import { ageInWords, counted, dayInWords, grouped } from '../kernel/plain-words.js';
import {
  type Board,
  type BoardAsked,
  boardAddress,
  type BoardView,
  boardViews,
  viewTitles,
} from './board.js';

interface Tag {
  text: string;
  classes: string;
}

/** A child as the board's page reads it: what is known of the child and their lists. */
export interface ShownChild {
  id: string;
  name: string;
  birthDate: PlainDate;
  diedOn: PlainDate | null;
  restricted: boolean;
  entries: readonly {
    referralId: string;
    service: string;
    band: string;
    bandConfirmed: boolean;
    actToday: boolean;
    waitingSince: PlainDate;
  }[];
}

/** A move that could not be made, with what the person had typed. */
export interface RefusedMove {
  flagId: string;
  faults: readonly Fault[];
  typed: { reason: string; nextStep: string };
}

export interface BoardShown {
  today: PlainDate;
  /** null where the address asks for what does not exist. */
  asked: BoardAsked | null;
  /** The boards this reader may choose. */
  boards: readonly Board[];
  may: { move: boolean };
  /** This reader sees children by ACCESS alone: lists by agreement, and what was declined for a while (flags/declined-lately). */
  boardAlone: boolean;
  faults: readonly Fault[];
  refused: RefusedMove | null;
  page: { items: readonly { child: ShownChild; flags: readonly FlagWithMoves[] }[]; next: string | null };
  tallies: readonly FlagTally[];
  ladder: BandLadder;
  /** The cursor this page was asked with, for its forms. */
  after: string;
}

export interface BoardPageView {
  heading: string;
  summary: string;
  faults: readonly { text: string; href?: string }[];
  boards: readonly { value: string; text: string; selected: boolean }[];
  views: readonly { text: string; href: string; current: boolean }[];
  board: string;
  state: BoardView;
  after: string;
  children: readonly ChildCard[];
  empty: string;
  firstHref: string;
  nextHref: string;
}

export interface ChildCard {
  id: string;
  name: string;
  age: string;
  born: string;
  warnings: readonly Tag[];
  /** In place of lists where there are none to show. */
  noLists: string;
  lists: readonly { title: string; href: string; since: string; tags: readonly Tag[] }[];
  flags: readonly FlagCard[];
}

export interface FlagCard {
  id: string;
  version: number;
  state: Tag;
  reason: string;
  who: string;
  nextStep: string;
  history: readonly string[];
  moves: readonly { to: FlagState; label: string }[];
  /** The sentence that says which fields which button needs. */
  hint: string;
  open: boolean;
  typed: { reason: string; nextStep: string };
  errors: { reason: string; nextStep: string; to: string };
}

export function boardView(shown: BoardShown): BoardPageView {
  const { asked, tallies, page } = shown;
  const view = asked?.view ?? 'open';
  const board = asked?.board;
  const holds = (of: Board, what: BoardView): number => childrenOf(tallies, of, what);
  const all = board ? holds(board, view) : 0;
  // A flag somebody else has just moved away is not on this page any more: nothing to point at.
  const refusedHere = page.items
    .flatMap(({ flags }) => flags.map(({ id }) => id))
    .find((id) => id === shown.refused?.flagId);
  return {
    heading: board?.title ?? 'Flagged children',
    summary: board
      ? `${summaryOf(board, view, all)}${shown.boardAlone && view === 'declined' ? FOR_A_WHILE : ''}`
      : '',
    faults: [
      ...shown.faults.map(({ message }) => ({ text: message })),
      ...(shown.refused?.faults ?? []).map(({ at, message }) => ({
        text: message,
        ...(refusedHere ? { href: `#${fieldOf(at)}-${refusedHere}` } : {}),
      })),
    ],
    boards: shown.boards.map((one) => ({
      value: one.id,
      text: `${one.title} (${grouped(holds(one, 'open'))})`,
      selected: one.id === board?.id,
    })),
    views: board
      ? boardViews.map((one) => ({
          text: `${viewTitles[one]} (${grouped(holds(board, one))})`,
          href: boardAddress(board.id, one),
          current: one === view,
        }))
      : [],
    board: board?.id ?? '',
    state: view,
    after: shown.after,
    children: page.items.map(({ child, flags }) => childCard(child, flags, shown)),
    empty: emptyOf(view, shown.after !== ''),
    firstHref: board && shown.after !== '' ? boardAddress(board.id, view) : '',
    nextHref: board && page.next !== null ? boardAddress(board.id, view, page.next) : '',
  };
}

function childCard(child: ShownChild, flags: readonly FlagWithMoves[], shown: BoardShown): ChildCard {
  const { today, ladder } = shown;
  return {
    id: child.id,
    name: child.name || 'Name not recorded',
    age: ageInWords(child.birthDate, child.diedOn ?? today),
    born: dayInWords(child.birthDate),
    warnings: [
      ...(child.diedOn === null
        ? []
        : [{ text: `Died on ${dayInWords(child.diedOn)}`, classes: 'nhsuk-tag--grey' }]),
      ...(child.restricted ? [{ text: 'Restricted', classes: 'nhsuk-tag--grey' }] : []),
    ],
    noLists: shown.boardAlone ? 'No list of this child is shown to you.' : 'On no list now.',
    lists: child.entries.map((entry) => ({
      title: isServiceLineId(entry.service) ? serviceLine(entry.service).title : entry.service,
      href: `/referrals/${entry.referralId}`,
      since: dayInWords(entry.waitingSince),
      tags: [
        ...(entry.actToday ? [{ text: 'Act today', classes: 'breakwater-tag--act-today' }] : []),
        {
          text: `${ladder.title(entry.band)}, ${entry.bandConfirmed ? 'confirmed' : 'proposed'}`,
          classes: ladder.tagClass(entry.band),
        },
      ],
    })),
    flags: flags.map((flag) =>
      flagCard(flag, shown.may, shown.refused?.flagId === flag.id ? shown.refused : null),
    ),
  };
}

function flagCard(flag: FlagWithMoves, may: BoardShown['may'], refused: RefusedMove | null): FlagCard {
  const moves = may.move ? movesFrom(flag.state) : [];
  const needed = moves.filter((move) => move.reason === 'needed').map((move) => `"${move.label}"`);
  const said = (field: string): string =>
    refused?.faults.find((fault) => fieldOf(fault.at) === field)?.message ?? '';
  return {
    id: flag.id,
    version: flag.version,
    state: { text: stateTitles[flag.state], classes: stateColours[flag.state] },
    reason: flag.reason,
    who: `${flag.source === 'rule' ? 'Suggested by the rules' : `Flagged by ${flag.raisedBy}`} on ${dayOf(flag.raisedAt)}`,
    nextStep: flag.nextStep ?? 'None recorded yet',
    history: flag.moves.map(
      (move) =>
        `${move.from === move.to ? 'Next step changed' : stateTitles[move.to]} by ${move.movedBy} on ${dayOf(move.movedAt)}${move.reason === null ? '' : `: ${move.reason}`}`,
    ),
    moves: moves.map(({ to, label }) => ({ to, label })),
    hint: needed.length === 0 ? '' : `Needed for ${needed.join(' and ')}`,
    open: refused !== null,
    typed: refused?.typed ?? { reason: '', nextStep: flag.nextStep ?? '' },
    errors: { reason: said('reason'), nextStep: said('nextStep'), to: said('to') },
  };
}

const FOR_A_WHILE = ` Each is shown for ${DECLINED_SHOWN_DAYS} days after it was declined, with the child’s name, age and birth date, and whether the record is restricted or the child died. Nothing else of the child is shown.`;

const stateColours: Readonly<Record<FlagState, string>> = {
  suggested: 'nhsuk-tag--blue',
  flagged: 'nhsuk-tag--purple',
  declined: 'nhsuk-tag--grey',
};

/** The form's field a fault belongs to; what belongs to none is about the move as a whole. */
function fieldOf(at: string): 'reason' | 'nextStep' | 'to' {
  return at === 'reason' || at === 'nextStep' ? at : 'to';
}

function childrenOf(tallies: readonly FlagTally[], board: Board, view: BoardView): number {
  return tallies
    .filter(
      (tally) =>
        tally.board === board.board &&
        (board.locality === null || tally.locality === board.locality) &&
        tally.state === view,
    )
    .reduce((sum, tally) => sum + tally.children, 0);
}

function summaryOf(board: Board, view: BoardView, children: number): string {
  const who =
    board.board === 'access' ? 'for ACCESS' : board.locality === 'none' ? 'without a locality' : 'here';
  return `${counted(children, 'child', 'children')} ${who}: ${viewTitles[view].toLowerCase()}. Oldest flag first.`;
}

function emptyOf(view: BoardView, laterPage: boolean): string {
  if (laterPage) return 'The board ends here.';
  return view === 'declined' ? 'Nothing has been declined here.' : 'No child is flagged here.';
}

function dayOf(instant: string): string {
  return dayInWords(londonDate(new Date(instant)));
}
