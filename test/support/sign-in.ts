import type { DataSource } from 'typeorm';
import type { Viewer } from '../../src/kernel/viewer.js';
import { cookieFor } from '../../src/platform/auth/sessions/cookies.js';
import { csrfTokenOf } from '../../src/platform/auth/sessions/secret.js';
import { Sessions } from '../../src/platform/auth/sessions/sessions.js';
import { readConfig } from '../../src/platform/config/config.js';
import { londonDate } from '../../src/kernel/plain-date.js';

/** A session as signing in leaves it, begun at `now`: for specs about something else than signing in. */
export async function sessionFor(
  dataSource: DataSource,
  viewer: Viewer,
  now: Date,
): Promise<{ cookie: string; csrf: string }> {
  const config = readConfig({});
  if (!config.ok) throw new Error('the configuration without any setting cannot be used');
  const sessions = new Sessions(dataSource, config.value, { now: () => now, today: () => londonDate(now) });
  const { secret } = await dataSource.transaction((tx) =>
    sessions.begin(tx, { viewer, issuer: 'test', providerSession: null, idToken: null }),
  );
  return { cookie: `${cookieFor('session', false).name}=${secret}`, csrf: csrfTokenOf(secret) };
}
