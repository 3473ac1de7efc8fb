import type { FactSource } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { EVERY_FACT, type Import } from './agreement.js';
import { inForce } from './in-force.js';
import type { RegisteredVersion } from './registered-version.js';

/** What councils and schools hold comes to a health service by agreement alone, whoever passes it on. */
const BY_AGREEMENT: readonly FactSource[] = ['council', 'school'];

/** Whether a fact of this source and organisation may be taken in on this day: by default not, from council and school. */
export function mayImport(
  agreements: readonly RegisteredVersion[],
  organisation: string,
  source: FactSource,
  code: string,
  today: PlainDate,
): boolean {
  return importRules(agreements, today).may(organisation, source, code);
}

/** The same for many facts of one day. */
export interface ImportRules {
  may(organisation: string, source: FactSource, code: string): boolean;
  /** What the agreements in force let in. */
  allowed: readonly Import[];
}

export function importRules(agreements: readonly RegisteredVersion[], today: PlainDate): ImportRules {
  const allowed = inForce(agreements, today).flatMap((agreement) =>
    agreement.imports.filter(({ from }) =>
      agreement.parties.some(({ organisation }) => organisation === from),
    ),
  );
  const outside = withoutHealth(agreements);
  return {
    allowed,
    may: (organisation, source, code) =>
      (!BY_AGREEMENT.includes(source) && !outside.has(organisation)) ||
      allowed.some((rule) => covers(rule, organisation, source, code)),
  };
}

/** Organisations that some version of some agreement names, and never as a health organisation. */
function withoutHealth(agreements: readonly RegisteredVersion[]): ReadonlySet<string> {
  const parties = agreements.flatMap((agreement) => agreement.parties);
  const health = new Set(
    parties.filter(({ agencies }) => agencies.includes('health')).map(({ organisation }) => organisation),
  );
  return new Set(parties.map(({ organisation }) => organisation).filter((code) => !health.has(code)));
}

function covers(rule: Import, organisation: string, source: FactSource, code: string): boolean {
  return (
    rule.from === organisation &&
    rule.sources.includes(source) &&
    (rule.facts.includes(EVERY_FACT) || rule.facts.includes(code))
  );
}
