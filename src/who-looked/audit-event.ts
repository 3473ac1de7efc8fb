import { namedId } from '../kernel/ids.js';
import { isRole, type Role, roleTitles } from '../kernel/role.js';
import type { TrailLine } from './trail-line.js';

/** Lines of the trail as FHIR R4 AuditEvents by the IHE Basic Audit Log Patterns 1.1.3 (nhs-standards §5). */
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

type Coding = Readonly<{ system: string; code: string; display: string }>;
type Kind = 'Read' | 'Query' | 'Create' | 'Update';

export interface AuditEvent {
  resourceType: 'AuditEvent';
  id: string;
  meta?: { profile: readonly string[] };
  type: Coding;
  subtype: readonly Coding[];
  action: 'R' | 'E' | 'C' | 'U';
  /** Instant, UTC. */
  recorded: string;
  outcome: '0' | '4';
  purposeOfEvent?: readonly object[];
  agent: readonly object[];
  source: object;
  entity: readonly object[];
}

const KINDS = {
  Read: { action: 'R', interaction: 'read' },
  Query: { action: 'E', interaction: 'search' },
  Create: { action: 'C', interaction: 'create' },
  Update: { action: 'U', interaction: 'update' },
} as const satisfies Record<Kind, { action: AuditEvent['action']; interaction: string }>;

/**
 * One event for each child the line is about, as the patterns ask of a list; one event where it is about none. With
 * `onlyChild`, the events of that child alone: whoever asks about one child is not told of others on the same list.
 * `server` is where this service answers.
 */
export function auditEvents(line: TrailLine, server: string, onlyChild: string | null = null): AuditEvent[] {
  const about = line.childId === null ? line.childIds : [line.childId, ...line.childIds];
  const children = [...new Set(about)].filter((child) => onlyChild === null || child === onlyChild);
  if (children.length > 0) return children.map((child) => auditEvent(line, server, child));
  return onlyChild === null ? [auditEvent(line, server, null)] : [];
}

function auditEvent(line: TrailLine, server: string, child: string | null): AuditEvent {
  const kind = kindOf(line);
  const { action, interaction } = KINDS[kind];
  // What was refused is no successful read or change, and the patterns are of those alone.
  const refused = /(refused|locked|failed)$/.test(line.action);
  return {
    resourceType: 'AuditEvent',
    id: namedId('audit-event', line.id, child ?? ''),
    ...(refused ? {} : { meta: { profile: [`${BALP}${child === null ? '' : 'Patient'}${kind}`] } }),
    type: coding('http://terminology.hl7.org/CodeSystem/audit-event-type', 'rest', 'Restful Operation'),
    subtype: [
      coding('http://hl7.org/fhir/restful-interaction', interaction, interaction),
      coding('urn:breakwater:action', line.action, line.action),
    ],
    action,
    recorded: line.at.toISOString(),
    outcome: refused ? '4' : '0',
    ...purpose(line),
    agent: [...user(line, kind), client(line, kind), serverAgent(server, kind)],
    source: { site: server, observer: { display: 'Breakwater' } },
    entity: [...patient(child), subject(line, kind), ...transaction(line)],
  };
}

function kindOf(line: TrailLine): Kind {
  if (line.act === 'change')
    return /\.(recorded|received|raised|flagged|proposed|started|joined)$/.test(line.action)
      ? 'Create'
      : 'Update';
  return line.act === 'search' || line.childId === null ? 'Query' : 'Read';
}

/** A person; programs are the client. Where data flow to the person they receive them, else they are the author. */
function user(line: TrailLine, kind: Kind): object[] {
  if (line.actorKind === 'system') return [];
  const receives = kind === 'Read' || kind === 'Query';
  return [
    {
      type: concept(
        receives
          ? coding(PARTICIPATION, 'IRCP', 'information recipient')
          : coding(PARTICIPATION, 'AUT', 'author (originator)'),
      ),
      ...(line.actorRole !== null && isRole(line.actorRole)
        ? { role: [{ text: roleTitles[line.actorRole] }] }
        : {}),
      who: { ...identifierOf(line), display: line.actorName },
      name: line.actorName,
      requestor: true,
    },
  ];
}

/** Data flow from the server to the client on a read, and from the client to the server otherwise. */
function client(line: TrailLine, kind: Kind): object {
  return {
    type: concept(kind === 'Read' ? DESTINATION : SOURCE),
    who:
      line.actorKind === 'system'
        ? { ...identifierOf(line), display: line.actorName }
        : clientOf(line.from === null ? 'terminal' : 'browser'),
    requestor: line.actorKind === 'system',
    network: line.from === null ? NOWHERE : { address: line.from, type: '2' },
  };
}

const clientOf = (what: 'browser' | 'terminal'): object => ({
  identifier: { system: 'urn:breakwater:client', value: what },
  display: `Breakwater in a ${what}`,
});

function serverAgent(server: string, kind: Kind): object {
  return {
    type: concept(kind === 'Read' ? SOURCE : DESTINATION),
    who: { identifier: { system: 'urn:breakwater:server', value: server }, display: 'Breakwater' },
    requestor: false,
    network: { address: server, type: '5' },
  };
}

const DESTINATION = coding(DCM, '110152', 'Destination Role ID');
const SOURCE = coding(DCM, '110153', 'Source Role ID');
/** A command, or our own work: it came over no network. */
const NOWHERE = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'not-applicable' },
  ],
};

function identifierOf({ actorId, organisation }: TrailLine): object {
  if (actorId === null) return {};
  const assigner = organisation === null ? {} : { assigner: { display: organisation } };
  return { identifier: { value: actorId, ...assigner } };
}

/** Why, by role; a reason that somebody gave stands beside it. Opening a record with a reason is "break the glass". */
function purpose(line: TrailLine): { purposeOfEvent?: readonly object[] } {
  const code = /^(record|contact)\.opened$|^opened_record\.viewed$/.test(line.action)
    ? 'BTG'
    : purposeOf(line.actorRole ?? 'system');
  if (code === undefined) return {};
  const said = coding('http://terminology.hl7.org/CodeSystem/v3-ActReason', code, ACT_REASONS[code]);
  return { purposeOfEvent: [{ ...concept(said), ...(line.why === null ? {} : { text: line.why }) }] };
}

const purposeOf = (role: string): keyof typeof ACT_REASONS | undefined =>
  isRole(role) ? PURPOSES[role] : undefined;

const ACT_REASONS = {
  TREAT: 'treatment',
  COC: 'coordination of care',
  PATADMIN: 'patient administration',
  HOPERAT: 'healthcare operations',
  HCOMPL: 'health compliance',
  HSYSADMIN: 'health system administration',
  BTG: 'break the glass',
} as const;

const PURPOSES: Partial<Record<Role, keyof typeof ACT_REASONS>> = {
  clinician: 'TREAT',
  list_office: 'PATADMIN',
  mdt_coordinator: 'COC',
  access_member: 'COC',
  navigator: 'COC',
  rules_lead: 'HOPERAT',
  board_reader: 'HOPERAT',
  auditor: 'HCOMPL',
  privacy_officer: 'HCOMPL',
  system: 'HSYSADMIN',
};

function patient(child: string | null): object[] {
  if (child === null) return [];
  return [
    {
      what: { reference: `Patient/${child}` },
      type: coding(ENTITY_TYPE, '1', 'Person'),
      role: coding(OBJECT_ROLE, '1', 'Patient'),
    },
  ];
}

/** What was read or written, or what was asked for: the line's own words, for there is no address kept. */
function subject(line: TrailLine, kind: Kind): object {
  const type = coding(ENTITY_TYPE, '2', 'System Object');
  if (kind !== 'Query')
    return {
      what: { identifier: { system: `urn:breakwater:${line.subjectKind}`, value: line.subjectId } },
      type,
      role: coding(OBJECT_ROLE, '4', 'Domain Resource'),
    };
  const asked = JSON.stringify({ [line.subjectKind]: line.subjectId, ...line.detail });
  return {
    type,
    role: coding(OBJECT_ROLE, '24', 'Query'),
    description: line.action,
    query: Buffer.from(asked, 'utf8').toString('base64'),
  };
}

function transaction({ requestId }: TrailLine): object[] {
  if (requestId === null) return [];
  return [
    {
      what: { identifier: { value: requestId } },
      type: {
        system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
        code: 'XrequestId',
      },
    },
  ];
}

function coding(system: string, code: string, display: string): Coding {
  return { system, code, display };
}

const concept = (one: Coding): { coding: readonly Coding[] } => ({ coding: [one] });
