import { moment } from '../../kernel/plain-words.js';
import type { OwnSession } from './sessions/sessions.js';

/** Where somebody is signed in, as they are shown it. */
export interface SignedInView {
  sessions: readonly { id: string; begun: string; used: string; here: boolean }[];
}

/** `here`: the session that this page was asked for under. */
export function signedInView(sessions: readonly OwnSession[], here: string | null): SignedInView {
  return {
    sessions: sessions.map(({ id, startedAt, seenAt }) => ({
      id,
      begun: moment(startedAt),
      used: moment(seenAt),
      here: id === here,
    })),
  };
}
