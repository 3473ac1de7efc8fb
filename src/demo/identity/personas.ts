/** Somebody made up who can sign in to the demo. `claims` are what the identity provider says of them. */
export interface Persona {
  /** The subject at the demo's provider. */
  key: string;
  name: string;
  /** What they do, as the page where one chooses says it. */
  about: string;
  claims: Readonly<Record<string, unknown>>;
}

const SLT = ['slt'];
const RK9_SERVICES = ['community_paediatrics', 'neurodiversity'];

/** A post as NHS CIS2 tells it; the first of two is the selected one, so that there is something to choose wrongly. */
const cis2 = (name: string, post: { org: string; code: string; role: string; workgroups?: string[] }) => ({
  name,
  selected_roleid: '100200300',
  nhsid_nrbac_roles: [
    {
      person_orgid: '200300400',
      person_roleid: '100200300',
      org_code: post.org,
      role_code: post.code,
      role_name: post.role,
      workgroups: post.workgroups ?? [],
      activity_codes: ['B0820'],
    },
    {
      person_orgid: '200300401',
      person_roleid: '100200301',
      org_code: 'X26',
      role_code: 'S8002:G8003:R8010',
      role_name: 'Clerical Access Role',
      workgroups: [],
      activity_codes: [],
    },
  ],
});

const plain = (
  name: string,
  organisation: string,
  job: string,
  more: {
    agency?: string;
    services?: readonly string[] | 'all';
    localities?: readonly string[] | 'all';
  } = {},
) => ({ name, organisation, job, services: 'all', localities: 'all', ...more });

/** Everybody the demo knows. Two privacy officers, because a change of an agreement needs two people. */
export const personas: readonly Persona[] = [
  {
    key: 'amara',
    name: 'Dr Amara Okafor',
    about: 'Clinician, University Hospitals: community paediatrics and neurodiversity',
    claims: cis2('Dr Amara Okafor', {
      org: 'RK9',
      code: 'S8000:G8000:R8000',
      role: 'Clinical Practitioner Access Role',
    }),
  },
  {
    key: 'ben',
    name: 'Ben Trevail',
    about: 'Clinician, Livewell: speech and language therapy',
    claims: cis2('Ben Trevail', {
      org: 'NR5',
      code: 'S8000:G8001:R8003',
      role: 'Health Professional Access Role',
      workgroups: ['SLT'],
    }),
  },
  {
    key: 'chidi',
    name: 'Dr Chidi Penrose',
    about: 'Clinician, Livewell: mental health',
    claims: cis2('Dr Chidi Penrose', {
      org: 'NR5',
      code: 'S8000:G8000:R8000',
      role: 'Clinical Practitioner Access Role',
      workgroups: ['CAMHS'],
    }),
  },
  {
    key: 'dee',
    name: 'Dee Hannaford',
    about: 'List office, Livewell',
    claims: cis2('Dee Hannaford', {
      org: 'NR5',
      code: 'S8002:G8003:R8008',
      role: 'Admin/Clinical Support Access Role',
    }),
  },
  {
    key: 'elowen',
    name: 'Elowen Rundle',
    about: 'List office, University Hospitals',
    claims: plain('Elowen Rundle', 'RK9', 'list_office', { services: RK9_SERVICES }),
  },
  {
    key: 'farid',
    name: 'Farid Nance',
    about: 'MDT coordinator, Livewell: the north of the city',
    claims: plain('Farid Nance', 'NR5', 'mdt_coordinator', { localities: ['north'] }),
  },
  {
    key: 'grace',
    name: 'Grace Mutasa',
    about: 'MDT coordinator, Livewell: the whole city',
    claims: plain('Grace Mutasa', 'NR5', 'mdt_coordinator'),
  },
  {
    key: 'hari',
    name: 'Hari Solanki',
    about: 'ACCESS member for health, Livewell',
    claims: plain('Hari Solanki', 'NR5', 'access_member', { agency: 'health' }),
  },
  {
    key: 'isla',
    name: 'Isla Burrows',
    about: 'ACCESS member for social care, Plymouth City Council',
    claims: plain('Isla Burrows', 'PLYMOUTH-CC', 'access_member', { agency: 'social_care' }),
  },
  {
    key: 'jory',
    name: 'Jory Kitto',
    about: 'ACCESS member for education, Plymouth City Council',
    claims: plain('Jory Kitto', 'PLYMOUTH-CC', 'access_member', { agency: 'education' }),
  },
  {
    key: 'kasia',
    name: 'Kasia Nowak',
    about: 'Navigator, Livewell: the east and the south of the city',
    claims: plain('Kasia Nowak', 'NR5', 'navigator', { localities: ['east', 'south'] }),
  },
  {
    key: 'leon',
    name: 'Dr Leon Achebe',
    about: 'Rules lead, Livewell',
    claims: plain('Dr Leon Achebe', 'NR5', 'rules_lead'),
  },
  {
    key: 'mina',
    name: 'Mina Rahman',
    about: 'Auditor, Livewell',
    claims: plain('Mina Rahman', 'NR5', 'auditor'),
  },
  {
    key: 'nora',
    name: 'Nora Vivian',
    about: 'Board reader, Livewell',
    claims: plain('Nora Vivian', 'NR5', 'board_reader'),
  },
  {
    key: 'owen',
    name: 'Owen Tregear',
    about: 'Privacy officer, Livewell',
    claims: cis2('Owen Tregear', { org: 'NR5', code: 'S8001:G8004:R0001', role: 'Privacy Officer' }),
  },
  {
    key: 'priya',
    name: 'Priya Deshmukh',
    about: 'Privacy officer, Plymouth City Council',
    claims: plain('Priya Deshmukh', 'PLYMOUTH-CC', 'privacy_officer'),
  },
  {
    key: 'quin',
    name: 'Quin Newcombe',
    about: 'Nobody here: their role has no use in this service, so signing in is refused',
    claims: cis2('Quin Newcombe', {
      org: 'NR5',
      code: 'S8002:G8003:R8015',
      role: 'Systems Support Access Role',
    }),
  },
];

/** How the demo maps claims (the same form as ACCESS_MAP_FILE). */
/** The demo's `acr`: nobody proved anything, they chose who to be. */
export const CHOSEN = 'chosen';

export const demoAccessMap = {
  claims: ['cis2', 'plain'],
  acr: [CHOSEN],
  scopes: ['profile', 'nationalrbacaccess', 'selectedrole', 'post'],
  organisationClaim: 'organisation',
  organisations: [
    { code: 'NR5', name: 'Livewell Southwest', agency: 'health' },
    {
      code: 'RK9',
      name: 'University Hospitals Plymouth',
      agency: 'health',
      // Nobody of the personas is privacy officer there.
      privacyOfficersOf: 'NR5',
    },
    { code: 'PLYMOUTH-CC', name: 'Plymouth City Council', agency: 'social_care' },
  ],
  roles: [
    {
      when: { org_code: 'RK9', role_code: 'R8000' },
      role: 'clinician',
      services: RK9_SERVICES,
      localities: 'all',
    },
    { when: { org_code: 'NR5', workgroup: 'SLT' }, role: 'clinician', services: SLT, localities: 'all' },
    {
      when: { org_code: 'NR5', workgroup: 'CAMHS' },
      role: 'clinician',
      services: ['mental_health'],
      localities: 'all',
    },
    { when: { role_code: 'R8008' }, role: 'list_office', services: 'all', localities: 'all' },
    { when: { role_code: 'R0001' }, role: 'privacy_officer', services: 'all', localities: 'all' },
    ...[
      'list_office',
      'mdt_coordinator',
      'navigator',
      'rules_lead',
      'auditor',
      'board_reader',
      'privacy_officer',
    ].map((job) => ({
      when: { claims: { job } },
      role: job,
      services: { claim: 'services' },
      localities: { claim: 'localities' },
    })),
    ...['health', 'social_care', 'education'].map((agency) => ({
      when: { claims: { job: 'access_member', agency } },
      role: 'access_member',
      agency,
      services: 'all',
      localities: 'all',
    })),
  ],
  clients: [
    {
      id: 'nr5-feed',
      name: 'Livewell referral feed',
      organisation: 'NR5',
      services: ['slt', 'mental_health'],
    },
    {
      id: 'rk9-feed',
      name: 'University Hospitals referral feed',
      organisation: 'RK9',
      services: RK9_SERVICES,
    },
    { id: 'council-feed', name: 'Plymouth City Council feed', organisation: 'PLYMOUTH-CC', services: 'all' },
  ],
};
