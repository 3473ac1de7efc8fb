import { QueryFailedError } from 'typeorm';

/** PostgreSQL gave this transaction up for another: deadlock_detected, serialization_failure. */
const GIVEN_UP = new Set(['40P01', '40001']);
const ATTEMPTS = 4;

/** Runs a transaction again where the database gave it up for another one. Anything else is thrown at once. */
export async function againIfBlocked<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === ATTEMPTS || !wasGivenUp(error)) throw error;
    }
  }
}

function wasGivenUp(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' && GIVEN_UP.has(code);
}
