/** Whose privacy officers look at what is opened at an organisation, or of the children on its lists. */
export interface Officers {
  /** By organisation that the access map names: its own code, or that of whoever stands in. */
  named: ReadonlyMap<string, string>;
  /** Who stands in for every other; null: nobody. */
  others: string | null;
}

/** Organisations that somebody looks for: these, and where `anyBut` is given every one that is not among those. */
export interface LooksFor {
  these: readonly string[];
  anyBut: readonly string[] | null;
}

/** Whose officers look for an organisation: where nobody is said to stand in, its own, if it has any. */
export function officersOf({ named, others }: Officers, organisation: string): string {
  return named.get(organisation) ?? others ?? organisation;
}

/** Whom the officers of an organisation look for: their own, and those they stand in for. */
export function looksFor({ named, others }: Officers, organisation: string): LooksFor {
  const standingIn = [...named].filter(([, officers]) => officers === organisation).map(([code]) => code);
  return {
    these: [...new Set([organisation, ...standingIn])],
    anyBut: others === organisation ? [...named.keys()] : null,
  };
}

export function isLookedForBy({ these, anyBut }: LooksFor, organisation: string): boolean {
  return these.includes(organisation) || (anyBut !== null && !anyBut.includes(organisation));
}

/** The part of an access map that says it. */
interface SaysWhoLooks {
  organisations: readonly { code: string; privacyOfficersOf?: string }[];
  privacyOfficersOf?: string;
  roles: readonly { role: string; when: { org_code?: string } }[];
}

/** What the map says outright, else its own where a rule can make somebody privacy officer there, else who stands in. */
export function officersIn(map: SaysWhoLooks | null): Officers {
  if (map === null) return { named: new Map(), others: null };
  const mayHave = (code: string): boolean =>
    map.roles.some(
      ({ role, when: { org_code: only } }) =>
        role === 'privacy_officer' && (only === undefined || only === code),
    );
  const others = map.privacyOfficersOf ?? null;
  return {
    named: new Map(
      map.organisations.map(({ code, privacyOfficersOf }) => [
        code,
        privacyOfficersOf ?? (mayHave(code) ? code : (others ?? code)),
      ]),
    ),
    others,
  };
}
