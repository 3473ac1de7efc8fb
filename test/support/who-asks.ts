import type { As } from './viewers.js';
import type { ChildKey } from './world.js';

/** Somebody of a role and a scope, and which children of the world are theirs: written by hand, never by the code. */
export interface Asker {
  who: string;
  as: Exclude<As, string>;
  sees: readonly ChildKey[];
  /** Watches over the trail: may know which child a line is about, and nothing else of the child. */
  watches?: true;
}

const NORTH = ['north'];
const COUNCIL = 'PLYMOUTH-CC';

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
  { who: 'an auditor', as: { role: 'auditor' }, sees: [], watches: true },
  { who: 'a privacy officer', as: { role: 'privacy_officer' }, sees: [], watches: true },
];
