import type { Asker } from './who-asks.js';
import type { Route } from './routes.js';
import type { WorldChild } from './world.js';

export const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/** What somebody wants who is after one child: every value of that child that a query field might take. */
const wanted: Readonly<Record<string, (child: WorldChild) => readonly string[]>> = {
  after: () => [],
  before: () => [],
  limit: () => ['100'],
  band: () => ['routine', 'medium', 'high'],
  service: ({ lists }) => lists.map(({ service }) => service),
  locality: ({ locality }) => [locality],
  board: ({ locality, key }) => (key === 'access' ? ['access'] : ['locality', 'access', locality]),
  state: () => ['flagged', 'suggested', 'open', 'held', 'declined'],
  on: () => ['2026-12-01'],
  q: ({ stem, nhsNumber }) => [stem, nhsNumber],
  child: ({ childId }) => [childId],
  reason: () => ['language'],
  role: () => ['triage clinician', 'list office', 'privacy officer'],
  kind: () => ['message_held', 'safety_not_asked'],
  person: () => ['Dr NR5', 'test#'],
  act: () => ['view', 'change'],
  from: () => ['2026-11-01'],
  to: () => ['2026-12-01'],
  for: () => ['family', 'staff'],
  show: () => ['all'],
};
/** Fields of routes whose query is any words at all, or that read one without a class. */
export const freeWords: Readonly<Record<string, readonly string[]>> = {
  'GET /': ['service', 'band', 'locality', 'q', 'on', 'after'],
  'GET /mdt': ['board', 'state', 'after'],
};

/** One request a field and value. Throws where a route takes a field that nobody has thought of. */
export function queriesFor(route: Route, child: WorldChild): string[] {
  const fields = freeWords[nameOf(route)] ?? route.query ?? [];
  return fields.flatMap((field) => {
    const values = wanted[field];
    if (!values)
      throw new Error(`${nameOf(route)} takes ${field}: say in what-is-sent.ts what to ask it for`);
    return values(child).map((value) => `?${field}=${encodeURIComponent(value)}`);
  });
}

/** Ids of the child that a part of the route's address may name. */
export function idsFor(route: Route, child: WorldChild): readonly string[] {
  const [subject] = route.subjects;
  if (subject?.in === 'params') return child.ids[subject.table].slice(0, 2);
  if (route.path.startsWith('/children/:id')) return child.ids.child;
  if (route.path.startsWith('/sharing/')) return ['locality-and-access-meetings'];
  // An opening or a finding is somebody else's: no id of the child leads to it.
  return [child.childId];
}

export type Body = Readonly<Record<string, unknown>>;
const REASON = { reasonCode: 'direct_care', reason: 'I would like to see this record, please' };

/** What is sent to change, or to find, that child. `asker` says whose words they are. A change without an entry fails. */
export function bodiesFor(route: Route, child: WorldChild, asker: Asker): readonly Body[] {
  const organisation = asker.as.organisation ?? 'NR5';
  const said = { code: 'getting_worse', value: 'yes', source: 'clinician', recordedOn: '2026-11-20' };
  const [list] = child.lists;
  const identifier = `SR-${child.stem}`;
  const search = [child.stem, child.nhsNumber, identifier, `${child.stem}son`].map((q) => ({ q }));
  const facts = [
    { childId: child.childId },
    { referralId: child.referralIds[0] },
    { provider: list?.provider, serviceRequestIdentifier: identifier, birthDate: child.birthDate },
    { nhsNumber: child.nhsNumber, birthDate: child.birthDate },
  ].flatMap((whose) =>
    // A program may say of any child whose number and birth date it has what its own organisation knows
    // (caseload-policies.ts): never another's words, and of no referral that is not its own.
    (asker.as.role === 'system' && !('referralId' in whose || 'provider' in whose)
      ? ['RK9', 'PLYMOUTH-CC', 'NR5'].filter((one) => one !== organisation)
      : [organisation]
    ).map((who) => ({ ...said, ...whose, organisation: who })),
  );
  const entry = (serviceRequestIdentifier: string) => ({
    provider: list?.provider,
    service: list?.service,
    serviceRequestIdentifier,
    receivedOn: '2026-11-20',
    child: {
      localPatientIdentifier: 'L-new',
      nhsNumber: child.nhsNumber,
      nhsNumberStatus: '01',
      birthDate: child.birthDate,
    },
  });
  const confirm = child.ids.decision
    .slice(-2)
    .map((decisionId) => ({ decisionId, band: 'routine', note: 'x' }));
  const corrected = { kind: 'start_corrected', happenedOn: '2026-11-02', note: 'as the letter says' };
  const taken = { eventId: child.childId, why: 'entered for the wrong child' };
  const move = { to: 'declined', version: 1, reason: 'Not ours' };
  const table: Readonly<Record<string, () => readonly Body[]>> = {
    'POST /api/v1/facts': () => facts,
    'POST /api/v1/facts/:id/withdraw': () => [{ reason: 'entered for the wrong child' }],
    // Whoever has the child's number may put the child on a list of their own; on nobody else's.
    'POST /api/v1/referrals': () =>
      isOwnList(asker, child) ? [entry(identifier)] : [entry(identifier), entry('SR-NEW')],
    'POST /api/v1/referrals/:id/confirm': () => confirm,
    'POST /referrals/:id/confirm': () => confirm,
    'POST /api/v1/referrals/:id/clock-events': () => [corrected],
    'POST /referrals/:id/clock-events': () => [corrected],
    'POST /api/v1/referrals/:id/clock-events/withdraw': () => [taken],
    'POST /referrals/:id/clock-events/withdraw': () => [taken],
    'POST /api/v1/children/:id/flags': () => [{ board: 'access', reason: 'Let me see them' }],
    'POST /children/:childId/flags': () => [{ board: 'access', reason: 'Let me see them' }],
    'POST /api/v1/flags/:id/move': () => [move],
    'POST /mdt/flags/:id/move': () => [move],
    'POST /api/v1/decisions/:id/replay': () => [{}],
    'POST /api/v1/tasks/:id/acknowledge': () => [{ note: 'mine' }],
    'POST /api/v1/tasks/:id/done': () => [{ note: 'done' }],
    'POST /tasks/:id/acknowledge': () => [{ note: 'mine' }],
    'POST /tasks/:id/done': () => [{ note: 'done' }],
    'POST /api/v1/waiting-list/search': () => search,
    'POST /search': () => search,
    'POST /messages/:id/move': () => [{ to: 'cancelled' }],
    // Theirs to release is a list of their own, whichever children are on it.
    'POST /messages/release': () =>
      isOwnList(asker, child)
        ? [{ source: 'ZZ1/slt' }]
        : child.lists.map(({ provider, service }) => ({ source: `${provider}/${service}` })),
    'POST /children/:id/contact/open': () => [REASON],
    // Opening with a reason is how a clinician sees another's child: without one nothing opens.
    'POST /open-a-record': () => [
      { child: child.childId },
      { ...REASON, reason: 'short', child: child.childId },
      { nhsNumber: child.nhsNumber, birthDay: '17' },
    ],
    'POST /opened-records/:id/look': () => [{ outcome: 'appropriate' }],
    'POST /audit/child': () => [{ nhsNumber: child.nhsNumber }],
    'POST /audit/unusual/:id/look': () => [{ note: 'looked' }],
    'POST /sharing/:id/approve': () => [{ version: 1, hash: '0'.repeat(64), lookedAt: 'all' }],
    'POST /sharing/:id/withdraw': () => [{ version: 99, reason: 'all' }],
  };
  const bodies = table[nameOf(route)];
  if (!bodies) throw new Error(`${nameOf(route)}: say in what-is-sent.ts what is sent to it`);
  return bodies();
}

function isOwnList({ as }: Asker, { lists }: WorldChild): boolean {
  const services = as.services ?? 'all';
  return lists.some(
    ({ provider, service }) =>
      provider === (as.organisation ?? 'NR5') && (services === 'all' || services.includes(service)),
  );
}
