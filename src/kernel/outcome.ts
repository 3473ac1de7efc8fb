/** One fault in what somebody sent: where, and one clear sentence. */
export interface Fault {
  /** The field or column, dotted where nested. */
  at: string;
  message: string;
}

export type Outcome<T, E = readonly Fault[]> = { ok: true; value: T } | { ok: false; faults: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const faulty = <E>(faults: E): { ok: false; faults: E } => ({ ok: false, faults });
