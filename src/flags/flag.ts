/**
 * A flag puts a child before people from several agencies: the multi-agency meeting of the child's locality, or
 * ACCESS (health, social care and education together), with a reason. Rules suggest; people decide
 * (plan 4.4 to 4.6; mission.md §1.1).
 */
export const flagBoards = ['locality', 'access'] as const;
export type FlagBoard = (typeof flagBoards)[number];

export const flagStates = ['suggested', 'flagged', 'declined'] as const;
export type FlagState = (typeof flagStates)[number];

export interface Flag {
  id: string;
  childId: string;
  board: FlagBoard;
  /** Id of the locality the child belongs to now (children/locality). */
  locality: string;
  /** What raised it: a rule's id, or `said-by-a-person`. One flag per child, board and cause. */
  key: string;
  source: 'rule' | 'person';
  reason: string;
  nextStep: string | null;
  state: FlagState;
  decisionId: string | null;
  /** Instants, ISO 8601 in UTC. */
  raisedAt: string;
  raisedBy: string;
  movedAt: string;
  movedBy: string;
  movedReason: string | null;
  /** Grows with every change; a move names the version it was made on. */
  version: number;
}

/** A flag as it is kept, with what its reason rests on; never shown as it is (shown-flag.ts). */
export interface StoredFlag extends Flag {
  /** Of a rule's flag: `ORG/code`, marked where said in confidence (facts/reason-shown); null: not known. */
  reasonFacts: readonly string[] | null;
}

/** What a decision's rules ask for. */
export interface RaisedFlag {
  childId: string;
  locality: string;
  decisionId: string;
  board: FlagBoard;
  /** The rule's id. */
  key: string;
  reason: string;
  /** What that reason rests on: `ORG/code`, marked where said in confidence (facts/reason-shown). */
  facts: readonly string[];
}

/** A move as it was made; kept for good, because the flag itself holds only the last one. */
export interface MadeMove {
  version: number;
  from: FlagState;
  to: FlagState;
  reason: string | null;
  nextStep: string | null;
  movedAt: string;
  movedBy: string;
}

/** A flag with what a list needs to say about the child. */
export interface FlaggedChild extends Flag {
  child: {
    name: string;
    birthDate: string;
    /** Service lines of the open lists, longest wait first. */
    lists: readonly string[];
    diedOn: string | null;
  };
}

/** A flag with every move made on it, oldest first. */
export type FlagWithMoves = Flag & { moves: readonly MadeMove[] };

/** Children on a board; a child with a suggested and a flagged flag counts once in `open`, and once in each. */
export interface FlagTally {
  board: FlagBoard;
  locality: string;
  state: FlagState | 'open';
  children: number;
}

export const SAID_BY_A_PERSON = 'said-by-a-person';

export const boardTitles: Readonly<Record<FlagBoard, string>> = {
  locality: 'Locality meeting',
  access: 'ACCESS',
};

export const stateTitles: Readonly<Record<FlagState, string>> = {
  suggested: 'Suggested',
  flagged: 'Flagged',
  declined: 'Declined',
};
