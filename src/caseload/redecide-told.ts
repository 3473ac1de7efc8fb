import type { PlainDate } from '../kernel/plain-date.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { seenFields } from '../triage/seen-facts.js';
import { type Difference, differenceOf } from './redecide-difference.js';

/** What is known of referrals that are told alike. */
export interface ToTell {
  /** Of the version that decided them. */
  hash: string;
  service: string;
  seen: Uint8Array;
  birthDate: PlainDate | null;
  waitingSince: PlainDate | null;
  holdsUntil: PlainDate | null;
}

/** Whom the rules in force would decide otherwise, over all versions under which decisions stand. */
export interface Teller {
  /** Codes of the facts whose bytes are read, in this order, and whether dates are. */
  reads: readonly string[];
  readsDates: boolean;
  /** undefined: nothing can be told of decisions under that version. */
  concerns(alike: ToTell): boolean | undefined;
}

/** So many answers are remembered at once. */
const REMEMBERED = 100_000;

export function tellerFor(
  target: LoadedRuleSet,
  before: readonly LoadedRuleSet[],
  services: readonly string[],
  today: PlainDate,
): Teller {
  const differences = new Map<string, Difference>();
  for (const { set, hash } of before)
    for (const service of services.filter((line) => set.serviceLines.includes(line))) {
      const difference = differenceOf(set, target.set, service);
      if (!('everybody' in difference)) differences.set(`${hash} ${service}`, difference);
    }
  const all = [...differences.values()];
  const reads = [...new Set(all.flatMap((difference) => difference.reads))];
  const told = new Map<string, boolean>();
  return {
    reads,
    readsDates: all.some(({ readsDates }) => readsDates),
    concerns(alike) {
      const { hash, service, seen, birthDate, waitingSince, holdsUntil } = alike;
      const difference = differences.get(`${hash} ${service}`);
      if (!difference) return undefined;
      const own = bytesFor(difference.reads, reads, seen);
      const dates = difference.readsDates ? [birthDate, waitingSince, holdsUntil] : [];
      const key = [hash, service, Buffer.from(own).toString('hex'), ...dates].join(' ');
      let answer = told.get(key);
      if (answer === undefined) {
        const [born, since] = [birthDate ?? today, waitingSince ?? today];
        answer = difference.concerns({ seen: own, birthDate: born, waitingSince: since, holdsUntil }, today);
        if (told.size >= REMEMBERED) told.clear();
        told.set(key, answer);
      }
      return answer;
    },
  };
}

/** The bytes of some facts out of those of all that are read. */
function bytesFor(codes: readonly string[], all: readonly string[], seen: Uint8Array): Uint8Array {
  const places = new Map<string, [from: number, to: number]>();
  let from = 0;
  for (const code of all) {
    const bytes = seenFields.get(code)?.bytes ?? 0;
    places.set(code, [from, (from += bytes)]);
  }
  return Buffer.concat(codes.map((code) => seen.subarray(...(places.get(code) ?? [0, 0]))));
}
