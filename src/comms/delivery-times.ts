/** After so many refusals a person must look. */
export const MOST_ATTEMPTS = 8;

/** A worker that has said nothing for this long is taken for dead. Longer than any provider may take to answer. */
export const CLAIM_MINUTES = 5;

/** When to try again after this many attempts: 1, 2, 4 … minutes, at most 4 hours. */
export function nextAttempt(attempts: number, now: Date): Date {
  const minutes = Math.min(240, 2 ** Math.max(0, attempts - 1));
  return new Date(now.getTime() + minutes * 60_000);
}

export function claimsExpireBefore(now: Date): Date {
  return new Date(now.getTime() - CLAIM_MINUTES * 60_000);
}
