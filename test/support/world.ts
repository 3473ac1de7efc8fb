import type { DataSource } from 'typeorm';
import { checkDigit } from '../../src/kernel/nhs-number.js';
import type { BootedApp, Browser } from './app.js';
import { loadExampleAgreements } from './sharing.js';

/** The day it is in this world. */
export const TODAY = '2026-11-24';

/** A child who waits, and by which words they are known wherever they may turn up. */
export interface WorldChild {
  key: ChildKey;
  /** In every name, address, identifier, reason, note and message of this child, and of no other. */
  stem: string;
  nhsNumber: string;
  birthDate: string;
  childId: string;
  /** One on each list, in the order of `lists`. */
  referralIds: string[];
  lists: readonly { provider: string; service: string }[];
  locality: string;
  /** Every id of every row of this child, by table. */
  ids: Record<IdTable, string[]>;
}
export const idTables = [
  'child',
  'referral',
  'decision',
  'fact',
  'flag',
  'task',
  'message',
  'finding',
] as const;
export type IdTable = (typeof idTables)[number];

/** Each child differs from the first in one thing, which the key names. */
const children = {
  own: ['Minewell', 'PL6 1AA', 'north', ['NR5/slt']],
  shared: ['Sharrowby', 'PL6 2BB', 'north', ['NR5/slt', 'RK9/neurodiversity']],
  organisation: ['Orgwoodley', 'PL6 3DD', 'north', ['RK9/neurodiversity']],
  service: ['Servaney', 'PL6 4EE', 'north', ['NR5/mental_health']],
  locality: ['Locarnely', 'PL4 5FF', 'south', ['NR5/slt']],
  board: ['Boardenly', 'PL4 6GG', 'south', ['RK9/community_paediatrics']],
  access: ['Accelbury', 'PL5 7HH', 'west', ['RK9/community_paediatrics']],
  restricted: ['Restwickly', 'PL6 8JJ', 'none', ['NR5/slt']],
} as const;
export type ChildKey = keyof typeof children;
export const childKeys = Object.keys(children) as ChildKey[];

export type World = Record<ChildKey, WorldChild>;

/** Given children of several lists, received, decided, flagged, confirmed and written about by the application itself. */
export async function buildWorld(booted: BootedApp, database: DataSource): Promise<World> {
  await loadExampleAgreements(database, TODAY);
  const feeds: Record<string, Browser> = {
    NR5: await booted.as({ role: 'system', organisation: 'NR5' }),
    RK9: await booted.as({ role: 'system', organisation: 'RK9' }),
  };
  const world = {} as World;
  for (const [index, key] of childKeys.entries()) world[key] = await receive(feeds, key, index);
  for (const child of Object.values(world)) await fill(booted, database, feeds, child);
  await councilSays(database, world.own);
  for (const child of Object.values(world)) child.ids = await idsOf(database, child.childId);
  return world;
}

async function receive(feeds: Record<string, Browser>, key: ChildKey, index: number): Promise<WorldChild> {
  const [stem, postcode, locality, on] = children[key];
  const nine = `99912${String(3401 + index * 13)}`;
  const lists = on.map((list) => ({ provider: list.slice(0, 3), service: list.slice(4) }));
  const child: WorldChild = {
    key,
    stem,
    nhsNumber: validNumber(nine),
    birthDate: `2018-0${index + 1}-17`,
    childId: '',
    referralIds: [],
    lists,
    locality,
    ids: { child: [], referral: [], decision: [], fact: [], flag: [], task: [], message: [], finding: [] },
  };
  for (const { provider, service } of lists) {
    const answer = await feeds[provider]?.post('/api/v1/referrals').send({
      provider,
      serviceRequestIdentifier: `SR-${stem}`,
      service,
      receivedOn: `2026-0${index + 1}-11`,
      child: {
        localPatientIdentifier: `L-${stem}`,
        nhsNumber: child.nhsNumber,
        nhsNumberStatus: '01',
        birthDate: child.birthDate,
        givenName: `${stem}a`,
        familyName: `${stem}son`,
        addressLine: `7 ${stem} Terrace`,
        postcode,
        school: stem.toUpperCase(),
        gpPractice: stem.toUpperCase(),
        ...(key === 'restricted' ? { contactRestriction: 'R' } : {}),
      },
      contact: {
        name: `${stem} Carer`,
        email: `${stem}@example.org`,
        mobile: '07700900123',
        relationship: 'MTH',
      },
    });
    if (answer?.status !== 201) throw new Error(`${key}: ${JSON.stringify(answer?.body)}`);
    child.childId = answer.body.childId;
    child.referralIds.push(answer.body.referralId);
  }
  return child;
}

/** Facts, a flag of its board, a confirmation, a message with its words, tasks: something in every table. */
async function fill(
  booted: BootedApp,
  database: DataSource,
  feeds: Record<string, Browser>,
  child: WorldChild,
): Promise<void> {
  const [list] = child.lists;
  const provider = list?.provider ?? '';
  const referralId = child.referralIds[0] ?? '';
  const clinician = await booted.as({ role: 'clinician', organisation: provider, name: `Dr ${provider}` });
  const facts: readonly (readonly [string, string, string])[] = [
    ['functional_impact', '3', 'clinician'],
    ['self_harm', 'past', 'clinician'],
    ['feels_safe', 'no', 'child'],
  ];
  for (const [code, value, source] of facts)
    await done(
      feeds[provider]?.post('/api/v1/facts').send({
        referralId,
        code,
        value,
        source,
        organisation: provider,
        recordedOn: '2026-11-10',
      }),
    );
  // A decision that somebody has looked at.
  const [decided]: { id: string; band: string }[] = await database.query(
    'SELECT decision_id AS id, band FROM waiting_list_entry WHERE referral_id = $1',
    [referralId],
  );
  await done(
    clinician.post(`/api/v1/referrals/${referralId}/confirm`).send({
      decisionId: decided?.id,
      band: decided?.band,
      note: `${child.stem} was seen in clinic`,
    }),
  );
  const board = child.key === 'access' ? 'access' : 'locality';
  if (child.key !== 'restricted')
    await done(
      clinician.post(`/api/v1/children/${child.childId}/flags`).send({
        board,
        reason: `${child.stem} needs several of us`,
        nextStep: `Ring ${child.stem}'s school`,
      }),
    );
  await addTask(database, child, 'safety_not_asked', 'triage clinician');
  await addTask(database, child, 'message_held', 'list office');
  await recordMessage(database, child);
}

/** The council said it under no agreement with anybody here: nobody of health sees it, nor what rests on it. */
async function councilSays(database: DataSource, { childId }: WorldChild): Promise<void> {
  await database.query(
    `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on, confidence)
     VALUES ($1, 'suicidal_ideation', 'current_no_plan', 'council', 'PLYMOUTH-CC', '2026-11-11', 'third_party')`,
    [childId],
  );
}

export async function addTask(
  database: DataSource,
  child: WorldChild,
  kind: string,
  ownerRole: string,
  referralId = child.referralIds[0],
): Promise<string> {
  const [row]: { id: string }[] = await database.query(
    `INSERT INTO task (kind, key, owner_role, referral_id, child_id, title, detail)
     VALUES ($1, gen_random_uuid()::text, $2, $3, $4, $5, '{}') RETURNING id`,
    [kind, ownerRole, referralId, child.childId, `To do for ${child.stem}`],
  );
  return row?.id ?? '';
}

/** The message that the application itself has planned, with the words that a family would have read. */
async function recordMessage(database: DataSource, child: WorldChild): Promise<void> {
  await database.query(
    `INSERT INTO recorded_message (message_id, recorded_at, recipient_name, recipient_address, subject, body)
     SELECT id, now(), $2, $3, 'About the wait', $4 FROM message WHERE child_id = $1 LIMIT 1
     ON CONFLICT DO NOTHING`,
    [
      child.childId,
      `${child.stem} Carer`,
      `${child.stem}@example.org`,
      `Dear ${child.stem} Carer, still waiting.`,
    ],
  );
}

export async function idsOf(database: DataSource, childId: string): Promise<WorldChild['ids']> {
  const found = {} as WorldChild['ids'];
  for (const table of idTables) {
    const of = {
      child: 'id = $1',
      finding: 'referral_id IN (SELECT id FROM referral WHERE child_id = $1)',
    }[table as string];
    const rows: { id: string }[] = await database.query(
      `SELECT id FROM ${table} WHERE ${of ?? 'child_id = $1'} ORDER BY id`,
      [childId],
    );
    found[table] = rows.map(({ id }) => id);
  }
  return found;
}

async function done(asked: PromiseLike<{ status: number; body: unknown }> | undefined): Promise<void> {
  const answer = await asked;
  if (answer === undefined || answer.status > 299)
    throw new Error(`the world could not be built: ${JSON.stringify(answer?.body)}`);
}

/** The first of these digits, and of the next ones, that has a check digit. */
function validNumber(nine: string): string {
  const digit = checkDigit(nine);
  return digit < 10 ? `${nine}${digit}` : validNumber(String(Number(nine) + 1));
}
