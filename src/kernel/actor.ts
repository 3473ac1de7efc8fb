/**
 * Who does something. Every write takes one and the trail keeps it, so that nothing ever changes anonymously.
 * Until sign-in exists a person's name is what they typed, and the trail says so (`selfDeclared`).
 */
export type Actor =
  { kind: 'person'; name: string; role: string; selfDeclared: boolean } | { kind: 'system'; name: string };

export function systemActor(name: string): Actor {
  return { kind: 'system', name };
}

/** A person who typed their own name; undefined where the name is blank. */
export function selfDeclared(name: string | undefined, role = 'unspecified'): Actor | undefined {
  const trimmed = (name ?? '').trim();
  return trimmed === '' ? undefined : { kind: 'person', name: trimmed, role, selfDeclared: true };
}
