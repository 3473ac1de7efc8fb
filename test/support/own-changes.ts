import type { DataSource } from 'typeorm';
import { type Body, nameOf } from './what-is-sent.js';
import type { Route } from './routes.js';
import type { Asker } from './who-asks.js';
import { addTask, type WorldChild } from './world.js';

/** A change that this asker may make of a child of theirs, on rows made for it. Null: the route changes no child. */
export async function ownChange(
  route: Route,
  child: WorldChild,
  { as }: Asker,
  database: DataSource,
): Promise<{ id: string; body: Body } | null> {
  const organisation = as.organisation ?? 'NR5';
  const services = as.services ?? 'all';
  const mine = child.lists.findIndex(
    ({ provider, service }) =>
      provider === organisation && (services === 'all' || services.includes(service)),
  );
  const referralId = child.referralIds[mine] ?? '';
  const list = child.lists[mine];
  const one = async (query: string, ...values: unknown[]): Promise<Record<string, unknown>> => {
    const rows: Record<string, unknown>[] = await database.query(query, values);
    return rows[0] ?? {};
  };
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const confirm = async (): Promise<{ id: string; body: Body }> => {
    const { id, band } = await one(
      'SELECT decision_id AS id, band FROM waiting_list_entry WHERE referral_id = $1',
      referralId,
    );
    return { id: referralId, body: { decisionId: id, band, note: 'Looked at' } };
  };
  const flag = async (): Promise<{ id: string; body: Body }> => {
    const board = as.role === 'access_member' ? 'access' : 'locality';
    const { id, version } = await one(
      `UPDATE flag SET state = 'suggested' WHERE child_id = $1 AND board = $2 RETURNING id, version`,
      child.childId,
      board,
    ).then(async () =>
      one('SELECT id, version FROM flag WHERE child_id = $1 AND board = $2 LIMIT 1', child.childId, board),
    );
    return { id: text(id), body: { to: 'flagged', version, nextStep: 'Ring the school' } };
  };
  const task = async (): Promise<{ id: string; body: Body }> => {
    const office = as.role === 'list_office';
    const kind = office ? 'message_held' : 'safety_not_asked';
    const id = await addTask(database, child, kind, office ? 'list office' : 'triage clinician', referralId);
    return { id, body: { note: 'Seen to' } };
  };
  const said = {
    code: 'getting_worse',
    value: 'yes',
    source: 'clinician',
    organisation,
    recordedOn: '2026-11-20',
  };
  const clockEvent = () => ({
    id: referralId,
    body: {
      kind: 'first_contact',
      happenedOn: '2026-11-20',
      communicatedOn: '',
      clearlyCommunicated: '',
      note: '',
    },
  });
  const clockEventBack = async (): Promise<{ id: string; body: Body }> => {
    const { id } = await one(
      `INSERT INTO clock_event (referral_id, kind, happened_on, said_by, source)
       VALUES ($1, 'first_contact', '2026-11-19', 'Somebody', 'person') RETURNING id`,
      referralId,
    );
    return { id: referralId, body: { eventId: text(id), why: 'another child' } };
  };
  const search = { id: '', body: { q: child.stem } };
  const table: Readonly<
    Record<string, () => Promise<{ id: string; body: Body }> | { id: string; body: Body }>
  > = {
    'POST /api/v1/facts': () => ({ id: '', body: { ...said, childId: child.childId } }),
    'POST /api/v1/facts/:id/withdraw': async () => ({
      id: text(
        (
          await one(
            `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on, confidence)
             VALUES ($1, 'definite_regression', 'no', 'clinician', $2, '2026-11-19', 'usual') RETURNING id`,
            child.childId,
            organisation,
          )
        )['id'],
      ),
      body: { reason: 'entered in error' },
    }),
    'POST /api/v1/referrals': () => ({
      id: '',
      body: {
        provider: organisation,
        service: list?.service,
        serviceRequestIdentifier: `SR-OWN-${as.role}`,
        receivedOn: '2026-11-20',
        child: {
          localPatientIdentifier: 'L-own',
          nhsNumber: child.nhsNumber,
          nhsNumberStatus: '01',
          birthDate: child.birthDate,
        },
      },
    }),
    'POST /api/v1/referrals/:id/confirm': confirm,
    'POST /referrals/:id/confirm': confirm,
    'POST /api/v1/referrals/:id/clock-events': clockEvent,
    'POST /referrals/:id/clock-events': clockEvent,
    'POST /api/v1/referrals/:id/clock-events/withdraw': clockEventBack,
    'POST /referrals/:id/clock-events/withdraw': clockEventBack,
    'POST /api/v1/children/:id/flags': () => ({
      id: child.childId,
      body: { board: 'access', reason: 'Several of us' },
    }),
    'POST /children/:childId/flags': () => ({
      id: child.childId,
      body: { board: 'access', reason: 'Several of us' },
    }),
    'POST /api/v1/flags/:id/move': flag,
    'POST /mdt/flags/:id/move': flag,
    'POST /api/v1/decisions/:id/replay': async () => ({
      id: text((await one('SELECT id FROM decision WHERE referral_id = $1 LIMIT 1', referralId))['id']),
      body: {},
    }),
    'POST /api/v1/tasks/:id/acknowledge': task,
    'POST /api/v1/tasks/:id/done': task,
    'POST /tasks/:id/acknowledge': task,
    'POST /tasks/:id/done': task,
    'POST /api/v1/waiting-list/search': () => search,
    'POST /search': () => search,
    'POST /messages/:id/move': async () => {
      const { id } = await one('SELECT id FROM message WHERE child_id = $1 LIMIT 1', child.childId);
      await database.query(`UPDATE message SET state = 'failed', hold_reasons = '{}' WHERE id = $1`, [id]);
      return { id: text(id), body: { to: 'cancelled' } };
    },
    'POST /messages/release': () => ({ id: '', body: { source: `${organisation}/${list?.service ?? ''}` } }),
    'POST /children/:id/contact/open': () => ({
      id: child.childId,
      body: { reasonCode: 'safeguarding', reason: 'I must ring them about tonight' },
    }),
  };
  return (await table[nameOf(route)]?.()) ?? null;
}
