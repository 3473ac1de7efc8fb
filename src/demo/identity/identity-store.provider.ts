import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  /** Milliseconds since 1970. */
  until: number;
}

/** Beyond this the oldest goes: a demo that runs for weeks must not fill memory. */
const MOST = 5_000;

/** What the demo's identity provider remembers: in memory, until the process ends. Our own sessions outlive it. */
export function identityStore(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  const live = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    if (found === undefined) return undefined;
    if (found.until > Date.now()) return found.payload;
    kept.delete(key);
    return undefined;
  };
  const where = (holds: (payload: AdapterPayload, key: string) => boolean): [string, AdapterPayload][] =>
    [...kept.keys()].flatMap((key) => {
      const payload = live(key);
      return payload !== undefined && holds(payload, key) ? [[key, payload]] : [];
    });
  return (model) => {
    const keyOf = (id: string): string => `${model}:${id}`;
    const ofModel = (holds: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
      where((payload, key) => key.startsWith(`${model}:`) && holds(payload))[0]?.[1];
    return {
      async upsert(id, payload, expiresIn) {
        kept.delete(keyOf(id));
        kept.set(keyOf(id), { payload, until: Date.now() + (expiresIn || 86_400) * 1_000 });
        const [oldest] = kept.keys();
        if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      },
      find: async (id) => live(keyOf(id)),
      findByUid: async (uid) => ofModel((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => ofModel((payload) => payload.userCode === userCode),
      async consume(id) {
        const found = live(keyOf(id));
        if (found) found.consumed = Math.floor(Date.now() / 1_000);
      },
      async destroy(id) {
        kept.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key] of where((payload) => payload.grantId === grantId)) kept.delete(key);
      },
    };
  };
}
