import { localities } from '../children/locality.js';
import type { FlagBoard, FlagState } from '../flags/flag.js';
import { flagStates } from '../flags/flag.js';
import type { FlagPlace } from '../flags/flag-page.js';
import { readCursor } from '../flags/flag-page.js';
import type { Fault, Outcome } from '../kernel/outcome.js';
import { faulty, ok } from '../kernel/outcome.js';
import type { Scope } from '../kernel/viewer.js';

/** A coordinator's board: the meeting of one locality, of no locality, of those living away, or ACCESS. */
export interface Board {
  id: string;
  title: string;
  board: FlagBoard;
  /** null: children of every locality. */
  locality: string | null;
}

export const ACCESS = 'access';

export const boards: readonly Board[] = [
  ...localities.map(({ id, title }) => ({ id, title, board: 'locality' as const, locality: id })),
  { id: ACCESS, title: 'ACCESS', board: 'access', locality: null },
];

/** The boards that a reader may choose: ACCESS, and the meetings of the localities they work in. */
export function boardsFor({
  boards: may,
  localities: own,
}: Pick<Scope, 'boards' | 'localities'>): readonly Board[] {
  return boards.filter(
    ({ board, locality }) =>
      may.includes(board) && (locality === null || own.includes('*') || own.includes(locality)),
  );
}

/** What is shown of a board: what somebody must still look at or act on, or one state alone. */
export const boardViews = ['open', ...flagStates] as const;
export type BoardView = (typeof boardViews)[number];

export const viewTitles: Readonly<Record<BoardView, string>> = {
  open: 'Suggested and flagged',
  suggested: 'Suggested',
  flagged: 'Flagged',
  declined: 'Declined',
};

export function statesOf(view: BoardView): readonly FlagState[] {
  return view === 'open' ? ['suggested', 'flagged'] : [view];
}

export interface BoardAsked {
  board: Board;
  view: BoardView;
  after: FlagPlace | null;
}

/**
 * Reads an address or a form; words it does not know are no concern of it. A board that is not among `mine` is answered
 * as if there were none.
 */
export function readBoardAsked(
  words: Readonly<Record<string, unknown>>,
  mine: readonly Board[],
): Outcome<BoardAsked> {
  const said = (key: string): string => {
    const value = words[key];
    return typeof value === 'string' ? value.trim() : '';
  };
  const first = mine[0];
  const board = said('board') === '' ? first : mine.find(({ id }) => id === said('board'));
  const view = said('state') === '' ? 'open' : boardViews.find((known) => known === said('state'));
  const after = said('after') === '' ? null : readCursor(said('after'));
  const faults: Fault[] = [];
  if (!board) faults.push({ at: 'board', message: 'There is no such board' });
  if (!view) faults.push({ at: 'state', message: `Show ${boardViews.join(', ')}` });
  if (after === undefined)
    faults.push({ at: 'after', message: 'This is not a page of the board: begin at its first page' });
  return board && view && after !== undefined ? ok({ board, view, after }) : faulty(faults);
}

/** The address of a page of a board. */
export function boardAddress(board: string, view: BoardView, after?: string): string {
  const words = new URLSearchParams({ board });
  if (view !== 'open') words.set('state', view);
  if (after) words.set('after', after);
  return `/mdt?${words.toString()}`;
}
