import type { Agency } from '../kernel/role.js';
import type { Agreement, Purpose, Recipient } from './agreement.js';

/** Somebody of an organisation, and what for; null: whatever for. */
export interface Reader {
  organisation: string;
  agency: Agency;
  purposes: readonly Purpose[] | null;
}

export interface Given {
  /** Providers whose list entries are shown. */
  entriesFrom: readonly string[];
  /** `ORG/code` or `ORG/*`. */
  facts: readonly string[];
}

/** What one agreement gives one reader, whether or not it holds. Only parties give and receive. */
export function gives(agreement: Agreement, reader: Reader): Given {
  const parties = new Set(agreement.parties.map(({ organisation }) => organisation));
  const nothing = { entriesFrom: [], facts: [] };
  if (!parties.has(reader.organisation)) return nothing;
  if (reader.purposes !== null && !reader.purposes.includes(agreement.purpose)) return nothing;
  const shares = agreement.shares.filter(
    ({ from, to }) => parties.has(from) && to.some((recipient) => isMember(recipient, reader)),
  );
  return {
    entriesFrom: distinct(shares.filter(({ entries }) => entries).map(({ from }) => from)),
    facts: distinct(shares.flatMap(({ from, facts }) => facts.map((code) => `${from}/${code}`))),
  };
}

function isMember({ organisation, agencies }: Recipient, reader: Reader): boolean {
  return organisation === reader.organisation && (agencies === null || agencies.includes(reader.agency));
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();
