import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WaitLeft } from '../estimates/wait-range.js';
import { plainDate } from '../kernel/plain-date.js';
import { serviceLines } from '../referrals/service-line.js';
import { exampleContactPoint, readContactPoint } from './contact-point.js';
import { fillTemplate, parseTemplate, placeholders } from './message-template.js';
import { MessageTemplateRegistry } from './message-template.registry.js';
import { type MessageMaterial, templateFor, writeMessage } from './message-text.js';

const registry = new MessageTemplateRegistry();
const folder = new URL('templates/', import.meta.url);
const ids = ['joined', 'update', 'appointment'] as const;

const left = {
  within: { is: 'within', weeks: 3 },
  between: { is: 'between', from: 8, to: 18 },
  more: { is: 'more_than', weeks: 52 },
  never: { is: 'cannot_say', why: 'thin_history' },
  booked: { is: 'booked', on: plainDate('2026-12-04') },
} satisfies Record<string, WaitLeft>;
const material = (part: Partial<MessageMaterial> = {}): MessageMaterial => ({
  kind: 'update',
  parentName: 'Amelia Pengelly',
  childName: 'Sam',
  birthDate: plainDate('2019-03-17'),
  left: [left.between],
  writeAgainBy: plainDate('2027-02-14'),
  contactPoint: exampleContactPoint,
  ...part,
});
const write = (part: Partial<MessageMaterial> = {}): { subject: string; body: string } => {
  const whole = material(part);
  return writeMessage(registry.of(templateFor(whole.kind, whole.left)), whole);
};
/** Every kind with every thing that can be said, on one list, on two, and beside one that cannot be said. */
const everything = (['joined', 'update'] as const).flatMap((kind) =>
  Object.values(left).flatMap((one) => [
    write({ kind, left: [one] }),
    ...Object.values(left).flatMap((other) => [
      write({ kind, left: [one, other] }),
      write({ kind, left: [one, other, left.never] }),
    ]),
  ]),
);

/** Words of services, needs and software that no family should have to read, and all that must never be promised. */
const banned = [
  ...serviceLines.flatMap((line) => [line.title, line.shortTitle, line.id]),
  ...[
    'autism',
    'autistic',
    'adhd',
    'neurodivers',
    'speech',
    'language',
    'paediatric',
    'camhs',
    'diagnos',
    'disorder',
  ],
  ...['queue', 'position', 'average', 'median', 'percent', '%', 'number on the list', 'place in the list'],
  ...[
    'triage',
    'referral',
    'clinician',
    'pathway',
    'priority',
    'urgent',
    'routine',
    'band',
    'score',
    'threshold',
  ],
  ...[
    'discharge',
    'caseload',
    'service user',
    'multidisciplinary',
    'MDT',
    'ACCESS panel',
    'assessment',
    'safe wait',
  ],
  ...['guarantee', 'unlikely', 'soon.', 'proxy', 'undefined', 'null', 'NaN', 'Infinity'],
];

describe('the templates', () => {
  it('are exactly those the outbox uses, each read and checked at start', () => {
    expect(readdirSync(folder).sort()).toEqual(ids.map((id) => `${id}.txt`).sort());
    for (const id of ids) expect(registry.of(id).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each(ids)('%s speaks no jargon, names no list and promises nothing', (id) => {
    expect(bannedIn(readFileSync(new URL(`${id}.txt`, folder), 'utf8'))).toEqual([]);
  });

  it('say so plainly when something in them is wrong', () => {
    const text = readFileSync(new URL('update.txt', folder), 'utf8');
    const faults = (changed: string): string[] => {
      const read = parseTemplate('update', changed);
      return read.ok ? [] : read.faults.map((fault) => fault.message);
    };
    expect(faults(text)).toEqual([]);
    expect(faults(text.replace('{{how_long}}', '{{queue_position}}'))).toEqual([
      'knows no placeholder {{queue_position}}',
      'leaves out {{how_long}}',
    ]);
    expect(faults(text.replace('999', '111'))).toEqual(['must say “999”']);
    expect(faults(text.replace('{{child_name}} is still', '{{child_name is still'))).toContain(
      'has braces that are not a placeholder',
    );
    expect(faults(text.replace('subject: An', 'subject: {{child_name}} an'))).toEqual([
      'stands on a locked screen: it names nobody',
    ]);
    expect(faults('no front matter')).toHaveLength(1);
  });

  it('are filled once: a value is never read as a template', () => {
    const values = Object.fromEntries(placeholders.map((name) => [name, '{{from_whom}}'])) as Record<
      (typeof placeholders)[number],
      string
    >;
    expect(fillTemplate({ ...registry.of('update'), body: 'x {{child_name}} y' }, values)).toBe(
      'x {{from_whom}} y',
    );
  });
});

describe('a message to a family', () => {
  it('greets the carer and says which child by first name and birth month alone', () => {
    const { body, subject } = write();
    expect(body).toMatch(/^Dear Amelia Pengelly,\n\nThis is about Sam, born in March 2019\./);
    expect(body).not.toContain('17');
    expect(subject).not.toContain('Sam');
  });

  it('says how long is left as a range in weeks, an estimate and not a promise', () => {
    expect(write().body).toContain(
      'We think we will see Sam between 8 and 18 weeks from now. This is an estimate, not a promise.',
    );
    expect(write({ left: [left.within] }).body).toContain(
      'within the next 3 weeks. This is an estimate, not a promise.',
    );
    expect(write({ left: [left.more] }).body).toContain(
      'It is likely to be more than 52 weeks from now (1 year). This is an estimate, not a promise.',
    );
  });

  it('says that we cannot say yet where we cannot', () => {
    expect(write({ left: [left.never] }).body).toContain('We cannot say yet how long is left.');
    expect(write({ left: [] }).body).toContain('We cannot say yet how long is left.');
  });

  it('gives the appointment instead where there is one, with no range', () => {
    const { body } = write({ left: [left.between, left.booked] });
    expect(body).toContain('Sam has an appointment on 4 December 2026.');
    expect(body).toContain('Sam is also waiting for another team.');
    expect(body).not.toContain('estimate');
  });

  it('on several lists speaks of the earliest, and names none', () => {
    const { body } = write({ left: [left.more, left.between] });
    expect(body).toContain('Sam is waiting for more than 1 team.');
    expect(body).toContain('between 8 and 18 weeks');
    expect(body).not.toContain('52 weeks');
  });

  it('does not say who comes first where one of the lists cannot be said, in whichever order they stand', () => {
    for (const sayable of [left.within, left.between, left.more])
      for (const all of [
        [sayable, left.never],
        [left.never, sayable],
        [left.more, left.never, sayable],
      ]) {
        const { body } = write({ left: all });
        expect(body).toContain(
          'Sam is waiting for more than 1 team. We do not know yet which team will see Sam first. We cannot say yet how long it will be for another team. It may be sooner or later.',
        );
        expect(body).toMatch(/We think 1 team will see Sam|For 1 team, it is likely to be/);
        expect(body).not.toMatch(/likely to see|may take longer|We think we/);
      }
    expect(write({ left: [left.between, left.never] }).body).toContain(
      'We think 1 team will see Sam between 8 and 18 weeks from now. This is an estimate, not a promise.',
    );
  });

  it('says of no team that it comes first where none can be said', () => {
    const { body } = write({ left: [left.never, left.never] });
    expect(body).toContain('Sam is waiting for more than 1 team. We cannot say yet how long is left.');
    expect(body).not.toMatch(/likely to see|may take longer/);
  });

  it('says of the other lists beside an appointment only that they may be sooner or later', () => {
    for (const other of [left.within, left.more, left.never]) {
      const { body } = write({ left: [other, left.booked] });
      expect(body).toContain('Sam is also waiting for another team. That may be sooner or later.');
      expect(body).not.toContain('longer');
    }
  });

  it('says what happens next, asks how they are, and says where to turn', () => {
    for (const { body } of everything) {
      expect(body).toContain('We will write to you again by 14 February 2027');
      expect(body.toLowerCase()).toContain('are you ok? has anything changed?');
      expect(body).toContain(`call us on ${exampleContactPoint.phone} or email ${exampleContactPoint.email}`);
      expect(body).toContain('If someone is in danger now, call 999.');
      expect(body).toContain('call 111 and choose option 2');
    }
  });

  it('never says a position, an average, a diagnosis or the name of a list', () => {
    for (const { subject, body } of everything) expect(bannedIn(`${subject}\n${body}`)).toEqual([]);
  });

  it('reads at an age of 9 to 11', () => {
    for (const { body } of everything) {
      const age = readingAge(body);
      if (age > 11) expect([age, body]).toEqual(['at most 11', '']);
    }
  });

  it('lets nothing from another system in but a plain name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (parentName, childName) => {
        const { body } = write({ parentName, childName });
        expect(body).toMatch(
          /^Dear [\p{L}\p{M} '’.-]+,\n\nThis is about [\p{L}\p{M} '’.-]+, born in March 2019\.\n/u,
        );
        expect(body).not.toContain('{{');
      }),
      { seed: 20261122, numRuns: 500 },
    );
    const { body } = write({ parentName: 'http://evil.example', childName: 'Sam <b>' });
    expect(body).toContain('Dear parent or carer,');
    expect(body).toContain('This is about your child, born');
    expect(body).toContain('Your child is still on our waiting list.');
  });
});

describe('how a family can answer', () => {
  it('is an example until a site says, and then all of it', () => {
    expect(readContactPoint({})).toEqual({ ok: true, value: exampleContactPoint });
    expect(write().body).toContain('(These are example details.)');
    const site = {
      FAMILY_CONTACT_PHONE: '01632 960555',
      FAMILY_CONTACT_EMAIL: 'families@example.org',
      FAMILY_CONTACT_HOURS: 'Monday to Friday, 9am to 5pm',
    };
    const read = readContactPoint(site);
    if (!read.ok) throw new Error('refused');
    expect(write({ contactPoint: read.value }).body).toContain('01632 960555');
    expect(write({ contactPoint: read.value }).body).not.toContain('example details');
  });

  it('is refused half-filled or not usable, every fault at once', () => {
    const read = readContactPoint({ FAMILY_CONTACT_PHONE: 'ring us', FAMILY_CONTACT_EMAIL: 'nobody' });
    expect(read.ok ? [] : read.faults.map((fault) => fault.at)).toEqual([
      'FAMILY_CONTACT_HOURS',
      'FAMILY_CONTACT_EMAIL',
      'FAMILY_CONTACT_PHONE',
    ]);
  });
});

function bannedIn(text: string): string[] {
  const lower = text.toLowerCase();
  return banned.filter((word) => lower.includes(word.toLowerCase()));
}

/** Flesch–Kincaid grade plus 5, with syllables counted as groups of vowels: rough, and the same for every text. */
function readingAge(text: string): number {
  const plain = text.replace(/\S+@\S+|[\d ]{6,}/g, ' ');
  const sentences = plain.split(/[.!?:]\s|\n\n/).filter((sentence) => /[a-z]/i.test(sentence));
  const words = plain.match(/[A-Za-z’']+/g) ?? [];
  const syllables = words.reduce((sum, word) => {
    const groups =
      word
        .toLowerCase()
        .replace(/e\b/, '')
        .match(/[aeiouy]+/g)?.length ?? 0;
    return sum + Math.max(1, groups);
  }, 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59 + 5;
}
