import { soonest, type WaitLeft, waitInWords } from '../estimates/wait-range.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { ContactPoint } from './contact-point.js';
import type { MessageKind, TemplateId } from './message.js';
import { fillTemplate, type MessageTemplate } from './message-template.js';
import { plainName } from './plain-name.js';

/** What one message to one family is made of. */
export interface MessageMaterial {
  kind: MessageKind;
  parentName: string;
  childName: string;
  birthDate: PlainDate;
  /** How long is left on each list the child is on. Which list is which is never said. */
  left: readonly WaitLeft[];
  writeAgainBy: PlainDate;
  contactPoint: ContactPoint;
}

export interface MessageText {
  subject: string;
  body: string;
}

/** The template for what there is to say. */
export function templateFor(kind: MessageKind, left: readonly WaitLeft[]): TemplateId {
  return soonest(left)?.is === 'booked' ? 'appointment' : kind;
}

export function writeMessage(template: MessageTemplate, material: MessageMaterial): MessageText {
  const child = plainName(material.childName) ?? 'your child';
  return {
    subject: template.subject,
    body: fillTemplate(template, {
      parent_name: plainName(material.parentName) ?? 'parent or carer',
      child_name: child,
      birth_month: monthInWords(material.birthDate),
      how_long: howLong(child, material.left),
      write_again_by: dateInWords(material.writeAgainBy),
      how_to_answer: howToAnswer(material.contactPoint),
      from_whom: material.contactPoint.name,
    }).replace(/(^|[.!?]\s+|\n\n)your child/g, '$1Your child'),
  };
}

/** A range in weeks that is an estimate, not a promise; or the appointment; or that we cannot say yet. */
export function howLong(child: string, all: readonly WaitLeft[]): string {
  const first = soonest(all) ?? { is: 'cannot_say', why: 'not_placed' };
  switch (first.is) {
    case 'booked':
      return [
        `${child} has an appointment on ${dateInWords(first.on)}.`,
        ...(all.some((left) => left.is !== 'booked')
          ? [
              `${child} is also waiting for another team. That may be sooner or later. You have not lost your place.`,
            ]
          : []),
      ].join('\n\n');
    case 'within':
    case 'between':
      return `${whichTeam(child, all)}We think ${whoSees(all)} will see ${child} ${waitInWords(first)}. This is an estimate, not a promise. About 8 in 10 children are seen in this time. It can be sooner or later, for example if staff are away or if your child’s needs change.`;
    case 'more_than':
      return `${whichTeam(child, all)}${isKnownOfAll(all) ? 'It is' : 'For 1 team, it is'} likely to be ${waitInWords(first)}. This is an estimate, not a promise. We know this is a long time. It can be sooner or later, for example if there are more staff or if your child’s needs change.`;
    case 'cannot_say':
      return `${moreTeams(child, all)}We cannot say yet how long is left. We do not know enough to give you a time you can trust. We will tell you as soon as we can.`;
  }
}

/**
 * Of several teams, which the estimate is about. Who comes first is only said where there is an estimate for each: a
 * team we cannot speak for may be the first.
 */
function whichTeam(child: string, all: readonly WaitLeft[]): string {
  if (all.length < 2) return '';
  return isKnownOfAll(all)
    ? `${moreTeams(child, all)}This is about the team that is likely to see ${child} first. The other teams may take longer.\n\n`
    : `${moreTeams(child, all)}We do not know yet which team will see ${child} first. We cannot say yet how long it will be for another team. It may be sooner or later.\n\n`;
}

const moreTeams = (child: string, all: readonly WaitLeft[]): string =>
  all.length < 2 ? '' : `${child} is waiting for more than 1 team. `;
const whoSees = (all: readonly WaitLeft[]): string => (isKnownOfAll(all) ? 'we' : '1 team');
const isKnownOfAll = (all: readonly WaitLeft[]): boolean => all.every((left) => left.is !== 'cannot_say');

function howToAnswer(contact: ContactPoint): string {
  const example = contact.isExample ? ' (These are example details.)' : '';
  return `You can call us on ${contact.phone} or email ${contact.email}. We are here ${contact.hours}. A person will read what you send and answer you.${example}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Numerals, months in full, as families read them: 4 December 2026. */
export function dateInWords(date: PlainDate): string {
  return `${Number(date.slice(8, 10))} ${monthInWords(date)}`;
}

export function monthInWords(date: PlainDate): string {
  return `${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;
}
