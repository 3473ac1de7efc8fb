import { checkNhsNumber } from '../kernel/nhs-number.js';
import type { PlainDate } from '../kernel/plain-date.js';

/** Why a row is not linked across lists; at most one, the first that applies. A list office owns it. */
export type IdentityFinding =
  | 'nhs_number_missing'
  | 'nhs_number_check_digit'
  | 'nhs_number_not_verified'
  /** A verified number with another birth date than on the first accepted row that carried it. */
  | 'birth_date_conflict'
  /** A verified number of a child whom the sender does not see: not compared, so that nothing is told by the answer. */
  | 'link_waits_for_extract'
  /** The referral was another child's at an earlier census: what was known is kept until a person has looked. */
  | 'identity_changed';

export interface StatedIdentity {
  nhsNumber: string | null;
  nhsNumberStatus: string | null;
}

/** What the number alone says: null where it is present, correct and verified, so that it may link. */
export function numberFinding(stated: StatedIdentity): IdentityFinding | null {
  const check = checkNhsNumber(stated.nhsNumber);
  if (check.is === 'missing') return 'nhs_number_missing';
  if (check.is === 'check_digit') return 'nhs_number_check_digit';
  return stated.nhsNumberStatus === '01' ? null : 'nhs_number_not_verified';
}

export interface IdentityRow extends StatedIdentity {
  referralId: string;
  birthDate: PlainDate;
  reportedOn: PlainDate;
}

export interface KnownChild {
  id: string;
  identity: 'verified' | 'local';
  nhsNumber: string | null;
  birthDate: PlainDate;
}

/** The child a referral belongs to now, and what its record said when it was last reported. */
export interface PriorIdentity {
  child: KnownChild;
  recordedNumber: string | null;
  reportedOn: PlainDate;
}

/** What is stored already about the rows at hand. */
export interface KnownIdentities {
  /** Verified children by NHS number. */
  byNumber: ReadonlyMap<string, KnownChild>;
  byReferral: ReadonlyMap<string, PriorIdentity>;
}

export interface LinkedRow {
  referralId: string;
  childId: string;
  finding: IdentityFinding | null;
  /** The local child this referral was before its number was verified, where it now joins another. */
  movedFrom: string | null;
  /** Reported before what is stored: it changes nothing. */
  stale: boolean;
}

export interface Linking {
  rows: readonly LinkedRow[];
  opened: readonly KnownChild[];
  /** Local children whose number has since been verified, and that nobody else carries. */
  verified: readonly KnownChild[];
}

/** Whether a referral that is new may join this child at once; what a list reports again always may. */
export type MayJoin = (child: KnownChild) => boolean;
const everybody: MayJoin = () => true;

/**
 * Links rows, in order, to children: by verified NHS number and birth date, and by nothing else. A row in doubt gets a
 * local child of its own. A referral that has a child keeps it: a later doubt adds a finding, never a silent move; only
 * a local child, known to one list, may become (or join) a verified one, when number or birth date agree with before.
 */
export function linkIdentities(
  rows: readonly IdentityRow[],
  known: KnownIdentities,
  newId: () => string,
  mayJoin: MayJoin = everybody,
): Linking {
  const byNumber = new Map(known.byNumber);
  const opened: KnownChild[] = [];
  const verified: KnownChild[] = [];

  const open = (row: IdentityRow, nhsNumber: string | null): KnownChild => {
    const child: KnownChild = {
      id: newId(),
      identity: nhsNumber === null ? 'local' : 'verified',
      nhsNumber,
      birthDate: row.birthDate,
    };
    opened.push(child);
    if (nhsNumber !== null) byNumber.set(nhsNumber, child);
    return child;
  };

  const linkNew = (row: IdentityRow, number: string | null, doubt: IdentityFinding | null): LinkedRow => {
    if (doubt !== null || number === null) return linked(row, open(row, null), doubt);
    const holder = byNumber.get(number);
    if (!holder) return linked(row, open(row, number), null);
    // Before the dates are compared: what becomes of it is the same whether or not they agree.
    if (!mayJoin(holder)) return linked(row, open(row, null), 'link_waits_for_extract');
    return holder.birthDate === row.birthDate
      ? linked(row, holder, null)
      : linked(row, open(row, null), 'birth_date_conflict');
  };

  const linkAgain = (
    row: IdentityRow,
    prior: PriorIdentity,
    number: string | null,
    doubt: IdentityFinding | null,
  ): LinkedRow => {
    const { child } = prior;
    if (prior.reportedOn > row.reportedOn) return { ...linked(row, child, doubt), stale: true };
    if (doubt !== null || number === null)
      return linked(row, child, contradicts(row, child) ? 'identity_changed' : doubt);
    if (child.identity === 'verified' && child.nhsNumber !== number)
      return linked(row, child, 'identity_changed');
    const holder = byNumber.get(number);
    if (holder && holder.birthDate !== row.birthDate) return linked(row, child, 'birth_date_conflict');
    if (child.identity === 'verified') return linked(row, child, null);
    if (prior.recordedNumber !== number && child.birthDate !== row.birthDate)
      return linked(row, child, 'identity_changed');
    if (holder) return { ...linked(row, holder, null), movedFrom: child.id };
    const now: KnownChild = { ...child, identity: 'verified', nhsNumber: number, birthDate: row.birthDate };
    verified.push(now);
    byNumber.set(number, now);
    return linked(row, now, null);
  };

  const link = (row: IdentityRow): LinkedRow => {
    const doubt = numberFinding(row);
    const prior = known.byReferral.get(row.referralId);
    return prior ? linkAgain(row, prior, row.nhsNumber, doubt) : linkNew(row, row.nhsNumber, doubt);
  };

  return { rows: rows.map(link), opened, verified };
}

function linked(row: IdentityRow, child: KnownChild, finding: IdentityFinding | null): LinkedRow {
  return { referralId: row.referralId, childId: child.id, finding, movedFrom: null, stale: false };
}

/** A doubtful row that speaks against what its referral's verified child is: another number, or another birthday. */
function contradicts(row: IdentityRow, child: KnownChild): boolean {
  if (child.identity !== 'verified') return false;
  const check = checkNhsNumber(row.nhsNumber);
  return (check.is === 'valid' && check.number !== child.nhsNumber) || row.birthDate !== child.birthDate;
}
