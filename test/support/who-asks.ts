import type { As } from './viewers.js';
import type { ChildKey } from './world.js';

/** Somebody of a role and a scope, and which children of the world are theirs: written by hand, never by the code. */
export interface Asker {
  who: string;
  as: Exclude<As, string>;
  sees: readonly ChildKey[];
  /**
   * Watches over the trail: of these (on a list of theirs, or looked at by their people) may know which child a line is
   * about, and nothing else of the child. Of any other, nothing.
   */
  watches?: readonly ChildKey[];
}

const NORTH = ['north'];
const COUNCIL = 'PLYMOUTH-CC';
const OF_RK9 = ['shared', 'organisation', 'board', 'access'] as const;
const BUT_THE_BOARD = [
  'own',
  'shared',
  'organisation',
  'service',
  'locality',
  'access',
  'restricted',
] as const;

export const askers: readonly Asker[] = [
  {
    who: 'a clinician of one service and locality',
    as: { role: 'clinician', services: ['slt'], localities: NORTH, name: 'Dr North' },
    sees: ['own', 'shared'],
  },
  {
    who: 'a clinician of another service',
    as: { role: 'clinician', services: ['mental_health'], name: 'Dr Mind' },
    sees: ['service'],
  },
  {
    who: 'a clinician of another organisation',
    as: { role: 'clinician', organisation: 'RK9', services: ['neurodiversity'], name: 'Dr RK9' },
    sees: ['shared', 'organisation'],
  },
  {
    who: 'a clinician of an organisation that nobody shares with',
    as: { role: 'clinician', organisation: 'ZZ1', name: 'Dr Nobody' },
    sees: [],
  },
  {
    who: 'a list office of one service and locality',
    as: { role: 'list_office', services: ['slt'], localities: NORTH },
    sees: ['own', 'shared'],
  },
  {
    who: 'a coordinator of one locality',
    as: { role: 'mdt_coordinator', localities: NORTH },
    sees: ['own', 'shared', 'organisation', 'service'],
  },
  {
    who: 'an ACCESS member for health',
    as: { role: 'access_member', name: 'Alex Health' },
    sees: ['access'],
  },
  {
    who: 'an ACCESS member for social care',
    as: { role: 'access_member', organisation: COUNCIL, agency: 'social_care' },
    sees: ['access'],
  },
  {
    who: 'an ACCESS member for education',
    as: { role: 'access_member', organisation: COUNCIL, agency: 'education', name: 'Alex School' },
    sees: ['access'],
  },
  {
    who: 'a navigator of one locality',
    as: { role: 'navigator', localities: NORTH },
    sees: ['own', 'shared', 'organisation', 'service'],
  },
  {
    who: 'a program of one service of a provider',
    as: { role: 'system', services: ['slt'] },
    sees: ['own', 'shared', 'locality', 'restricted'],
  },
  {
    who: 'a program of the council',
    as: { role: 'system', organisation: COUNCIL, agency: 'social_care', name: 'Council feed' },
    sees: [],
  },
  { who: 'a rules lead', as: { role: 'rules_lead' }, sees: [] },
  { who: 'a board reader', as: { role: 'board_reader' }, sees: [] },
  ...(['auditor', 'privacy_officer'] as const).flatMap((role): Asker[] => [
    { who: `${role} of a provider`, as: { role, organisation: 'RK9' }, sees: [], watches: OF_RK9 },
    // Whom the coordinators, navigators and ACCESS members above look at by agreement are watched over too.
    { who: `${role} of another provider`, as: { role }, sees: [], watches: BUT_THE_BOARD },
    { who: `${role} of the council`, as: { role, organisation: COUNCIL }, sees: [], watches: ['access'] },
    { who: `${role} of nobody's list`, as: { role, organisation: 'ZZ1' }, sees: [], watches: [] },
  ]),
];
