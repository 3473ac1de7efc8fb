import type { Act } from '../kernel/policy.js';

/** One line of the trail as it is read: who, acting as what, from where, why, what. */
export interface TrailLine {
  /** Its number in the trail; larger is later. */
  id: string;
  at: Date;
  actorKind: 'person' | 'system';
  actorName: string;
  actorRole: string | null;
  selfDeclared: boolean;
  /** Issuer and subject; null for lines from before sign-in, and for our own work. */
  actorId: string | null;
  organisation: string | null;
  agency: string | null;
  from: string | null;
  why: string | null;
  requestId: string | null;
  act: Act;
  action: string;
  subjectKind: string;
  subjectId: string;
  childId: string | null;
  /** Of a list: every child on it. */
  childIds: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}

/** The cursor of a list of lines: the number of the last one shown. Undefined where the text is none. */
export function readTrailCursor(text: string): string | undefined {
  return /^[1-9]\d{0,17}$/.test(text) ? text : undefined;
}

/** Every child that a line is about, once. */
export function childrenOf(line: TrailLine): string[] {
  return [...new Set([...(line.childId === null ? [] : [line.childId]), ...line.childIds])];
}
