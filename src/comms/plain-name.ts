/**
 * A name as it may stand in a message, or undefined. Names come from other systems: letters, marks, spaces, hyphens,
 * apostrophes and a full stop after an initial are names; digits, links, line breaks and brackets are not, and a mail
 * program would turn some of them into a link (nhs-standards §4.1, injection).
 */
export function plainName(text: string | null | undefined): string | undefined {
  const name = (text ?? '').normalize('NFC').trim().replace(/ +/g, ' ');
  return name.length <= 80 && SHAPE.test(name) ? name : undefined;
}

const SHAPE = /^[\p{L}\p{M}][\p{L}\p{M}'’-]*\.?(?: [\p{L}\p{M}'’-]+\.?)*$/u;
