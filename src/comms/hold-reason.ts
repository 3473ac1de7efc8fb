/**
 * Why a message is not sent by itself, most serious first: the first that holds says who looks at it. Each is held with
 * a task and counted as not delivered. The words are for staff.
 */
export const holdReasons = {
  death: {
    title: 'A list says that the child has died',
    owner: 'clinical lead',
    whose: 'child',
  },
  possible_match_died: {
    title: 'A child who may be the same has died',
    owner: 'clinical lead',
    whose: 'child',
  },
  restricted: {
    title: 'The contact details are restricted',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  possible_match_restricted: {
    title: 'The contact details of a child who may be the same are restricted',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  act_today: {
    title: 'The child is to be acted on today: a person speaks to the family first',
    owner: 'clinical lead',
    whose: 'child',
  },
  possible_match_act_today: {
    title: 'A child who may be the same is to be acted on today',
    owner: 'clinical lead',
    whose: 'child',
  },
  protection_plan: {
    title: 'The child has a protection plan',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  possible_match_protection_plan: {
    title: 'A child who may be the same has a protection plan',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  looked_after: {
    title: 'The child is looked after',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  possible_match_looked_after: {
    title: 'A child who may be the same is looked after',
    owner: 'safeguarding lead',
    whose: 'child',
  },
  entered_by_hand: {
    title: 'Entered by hand: waits for the list’s next extract, which says who the child is',
    owner: 'list office',
    whose: 'child',
  },
  sixteen_or_over: {
    title: 'The young person is 16 or over: ask them who may be told',
    owner: 'list office',
    whose: 'child',
  },
  conflicting_contacts: {
    title: 'The lists do not give one contact, with name and address, that all agree on',
    owner: 'list office',
    whose: 'child',
  },
  no_contact_name: {
    title: 'No list says who the contact is',
    owner: 'list office',
    whose: 'child',
  },
  no_email_address: {
    title: 'There is no email address that can be used',
    owner: 'list office',
    whose: 'child',
  },
  written_format: {
    title: 'The family needs another written format',
    owner: 'list office',
    whose: 'child',
  },
  language: {
    title: 'The family prefers another language',
    owner: 'list office',
    whose: 'child',
  },
  interpreter: {
    title: 'The family needs an interpreter',
    owner: 'list office',
    whose: 'child',
  },
  contact_preference: {
    title: 'The family prefers to be told another way than by email',
    owner: 'list office',
    whose: 'child',
  },
  not_on_latest_extract: {
    title: 'The child was not on the latest extract of a list',
    owner: 'list office',
    whose: 'entry',
  },
  not_on_allow_list: {
    title: 'Email goes only to addresses on the allow-list',
    owner: 'service owner',
    whose: 'site',
  },
  no_contact_point: {
    title: 'Nobody has said yet how families can answer',
    owner: 'service owner',
    whose: 'site',
  },
  stale_extract: {
    title: 'The list has not been reported for more than 8 days',
    owner: 'list office',
    whose: 'source',
  },
  first_census: {
    title: 'The first census of this list has not been released',
    owner: 'list office',
    whose: 'source',
  },
} as const satisfies Record<
  string,
  {
    title: string;
    owner: string;
    /** Whose matter it is: one task for the child, for its entry, for a whole list, or for this installation. */
    whose: 'child' | 'entry' | 'source' | 'site';
  }
>;

export type HoldReason = keyof typeof holdReasons;

export const holdReasonsInOrder = Object.keys(holdReasons) as readonly HoldReason[];
