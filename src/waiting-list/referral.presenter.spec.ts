import { describe, expect, it } from '@jest/globals';
import { addDays, plainDate } from '../kernel/plain-date.js';
import type { Decision } from '../triage/decision.js';
import { BandLadder } from './band-ladder.js';
import { decisionView } from './decision.presenter.js';
import type { QueueEntry } from './queue-entry.js';
import type { ShownStory } from './shown-story.js';
import { referralView } from './referral.presenter.js';
import { dayStart } from './share.js';
import { whatChanged } from './what-changed.js';

const TODAY = plainDate('2026-11-15');
const ladder = new BandLadder([
  {
    hash: '',
    set: {
      effectiveFrom: TODAY,
      bands: ['Urgent', 'High', 'Medium', 'Routine'].map((title, rank) => ({
        id: title.toLowerCase(),
        title,
        rank,
      })),
    } as never,
  },
]);

const decision: Decision = {
  referralId: 'r',
  childId: 'c',
  ruleSetId: 'multi-need',
  ruleSetVersion: '1.0.0',
  ruleSetHash: 'ab'.repeat(32),
  versionReason: 'multi-need@1.0.0 is the latest version in force on the day',
  engineVersion: '1',
  decidedFor: TODAY,
  band: 'medium',
  couldBe: 'urgent',
  fullBound: { band: 'urgent', actToday: true, exact: false },
  actToday: false,
  whatToDo: [],
  standing: { band: 'high', since: addDays(TODAY, -15) },
  lowerProposal: 'medium',
  segments: [
    { from: addDays(TODAY, -75), band: 'routine', safeWaitDays: 180 },
    { from: addDays(TODAY, -15), band: 'high', safeWaitDays: 30 },
  ],
  reasons: [
    {
      ruleId: 'B1',
      title: 'Severe impact',
      is: 'true',
      event: {
        type: 'band',
        params: { band: 'medium' },
      },
      reason: { clinician: 'Severe impact on daily life', family: null },
      source: 'Plan 4.1',
      unknown: [],
    },
  ],
  possible: [
    {
      ruleId: 'B2',
      title: 'Unsafe feeding',
      is: 'possible',
      event: {
        type: 'band',
        params: { band: 'urgent' },
      },
      reason: { clinician: 'Unsafe feeding', family: null },
      source: 'Plan 4.1',
      unknown: ['feeding_or_swallowing_difficulty'],
    },
  ],
  asks: [
    {
      fact: 'feeding_or_swallowing_difficulty',
      question: 'Please record: unsafe feeding.',
      of: 'parent',
      dueOn: addDays(TODAY, -1),
      safety: false,
      couldBe: 'urgent',
    },
  ],
  flags: [],
  needDomains: [],
  facts: [
    {
      code: 'functional_impact',
      state: 'known',
      value: 4,
      why: null,
      between: null,
      source: 'parent',
      organisation: 'NR5',
      recordedOn: addDays(TODAY, -200),
      notConfirmedSince: addDays(TODAY, -200),
      said: [
        { value: '4', source: 'parent', organisation: 'NR5', recordedOn: addDays(TODAY, -200) },
        { value: '1', source: 'school', organisation: '879', recordedOn: addDays(TODAY, -10) },
      ],
    },
    {
      code: 'feeding_or_swallowing_difficulty',
      state: 'unknown',
      value: null,
      why: 'stale',
      between: null,
      source: 'parent',
      organisation: 'NR5',
      recordedOn: addDays(TODAY, -100),
      notConfirmedSince: null,
      said: [],
    },
  ],
  reviewOn: addDays(TODAY, 28),
  holdsUntil: addDays(TODAY, 5),
  inputHash: '',
};

const made = (
  part: Partial<Decision> = {},
  id = '3b4e28ba-2fa1-5d2a-883f-0016d3cca427',
): ShownStory['decisions'][number] => ({
  id,
  decidedAt: '2026-11-15T09:00:00.000Z',
  decidedOn: TODAY,
  decidedBy: 'daily re-decision',
  receipt: {
    decision: { ...decision, partly: false, ...part },
    input: { facts: [] } as never,
    ruledOut: null,
  },
});

const entry: QueueEntry = {
  referralId: '1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  childId: '2b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  tier: 'protected',
  service: 'slt',
  provider: 'NR5',
  decisionId: made().id,
  actToday: false,
  band: 'high',
  bandRank: 1,
  bandConfirmed: false,
  lowerProposal: 'medium',
  couldBe: 'urgent',
  safeWaitDays: 30,
  countedFrom: dayStart(addDays(TODAY, -25)),
  waitingSince: addDays(TODAY, -75),
  protectedFromShare: 25,
  topReason: 'Severe impact on daily life',
  topReasonFacts: [],
  reviewOn: addDays(TODAY, -2),
  holdsUntil: null,
  appointmentOn: null,
  lists: ['slt'],
  locality: 'none',
  childName: 'Ana Núñez',
  birthDate: plainDate('2019-02-01'),
  nhsNumber: null,
  restricted: true,
  reportedOn: TODAY,
};

const story = (part: Partial<ShownStory> = {}): ShownStory => ({
  referral: {
    id: entry.referralId,
    childId: entry.childId,
    service: 'slt',
    provider: 'NR5',
    serviceRequestIdentifier: 'SR-1',
    receivedOn: addDays(TODAY, -70),
    waitingSince: addDays(TODAY, -75),
    state: 'open',
    closedOn: null,
    outcome: null,
    appointmentOn: null,
    reportedOn: TODAY,
    decisionDue: false,
  },
  child: {
    id: entry.childId,
    name: 'Ana Núñez',
    birthDate: plainDate('2019-02-01'),
    nhsNumber: null,
    identity: 'local',
    locality: 'none',
    diedOn: null,
    restricted: true,
  },
  mayChange: { referral: true, child: true },
  escalated: false,
  entry,
  lists: [],
  decisions: [made()],
  more: false,
  earlierLeftOut: false,
  confirmations: [],
  actToday: [],
  clocks: {
    family: {
      since: addDays(TODAY, -75),
      known: true,
      corrected: false,
      until: null,
      days: 75,
      band: null,
    },
    measured: [],
    told: [],
    mayBeTold: [],
  },
  findings: [
    { code: 'nhs_number_check_digit', ownerRole: 'list_office', raisedOn: TODAY, resolvedOn: null },
    {
      code: 'unknown_code:ETHNIC_CATEGORY',
      ownerRole: 'data_quality_lead',
      raisedOn: TODAY,
      resolvedOn: TODAY,
    },
  ],
  ...part,
});

const MAY = {
  confirm: true,
  flag: true,
  readMessages: true,
  readContact: true,
  readDecisions: true,
  tellClock: true,
  doTasks: true,
  opened: false,
};

const WHOM = {
  named: (code: string) => (code === 'NR5' ? 'Livewell Southwest' : code),
  dutyContactOf: () => 'bleep 123',
};

describe('the page of a referral', () => {
  it('says that a child is restricted, and nothing of where they live', () => {
    const view = referralView(story(), [], TODAY, ladder, MAY, WHOM);
    expect(view.notices.join()).toContain('Restricted');
    expect(view.about.find(({ key }) => key === 'Locality')?.value).toBe('No locality');
  });

  it('lets a clinician confirm the band that stands or the lower one proposed, of this very decision', () => {
    expect(referralView(story(), [], TODAY, ladder, MAY, WHOM).confirm).toMatchObject({
      action: `/referrals/${entry.referralId}/confirm`,
      decisionId: made().id,
      choices: [{ value: 'high' }, { value: 'medium' }],
    });
    const confirmed = { ...entry, bandConfirmed: true, lowerProposal: null };
    const agreed = [made({ lowerProposal: null })];
    expect(
      referralView(story({ entry: confirmed, decisions: agreed }), [], TODAY, ladder, MAY, WHOM).confirm,
    ).toBeNull();
    expect(
      referralView(story({ decisions: [made({}, 'newer')] }), [], TODAY, ladder, MAY, WHOM).confirm,
    ).toBeNull();
  });

  it('offers only what would be let through, and says whom to ask otherwise', () => {
    const view = (mayChange: ShownStory['mayChange'], part: Partial<ShownStory> = {}, opened = false) =>
      referralView(story({ mayChange, ...part }), [], TODAY, ladder, { ...MAY, opened }, WHOM);
    expect(view({ referral: true, child: true }).cannot).toBe('');
    const agreed = view({ referral: false, child: true });
    expect(agreed).toMatchObject({ confirm: null, may: { confirm: false, doTasks: false, flag: true } });
    expect(agreed.cannot).toBe('This is on the list of Livewell Southwest: ask the team there to act.');
    const urgent = view({ referral: false, child: true }, { entry: { ...entry, actToday: true } });
    expect(urgent.cannot).toBe(
      'This is on Livewell Southwest’s list. Make sure their duty clinician knows: bleep 123.',
    );
    const opened = view({ referral: false, child: false }, {}, true);
    expect(opened).toMatchObject({ confirm: null, may: { flag: false } });
    expect(opened.cannot).toContain('You can read it; you cannot change it.');
  });

  it('says who confirmed what, and that the band has changed since where it has', () => {
    expect(referralView(story(), [], TODAY, ladder, MAY, WHOM).confirmed).toBe(
      'Proposed by the rules. No clinician has looked yet.',
    );
    const confirmations = [{ decisionId: 'd', band: 'medium', on: TODAY, by: 'Dr Lane', note: 'seen notes' }];
    expect(referralView(story({ confirmations }), [], TODAY, ladder, MAY, WHOM).confirmed).toBe(
      'Dr Lane confirmed Medium on 15 November 2026: seen notes. The band has changed since.',
    );
  });

  it('says each finding and whose it is', () => {
    expect(referralView(story(), [], TODAY, ladder, MAY, WHOM).findings).toEqual([
      {
        title: 'The NHS number sent is not a valid one, so this list is not linked to others',
        detail: 'Found 15 November 2026; with the list office',
      },
      {
        title: 'A code nobody knows in ethnic category',
        detail: 'Found 15 November 2026, resolved 15 November 2026',
      },
    ]);
  });

  it('of a closed referral, and of one not decided, says so', () => {
    const closed = {
      ...story().referral,
      state: 'closed' as const,
      closedOn: TODAY,
      outcome: 'seen' as const,
    };
    expect(
      referralView(story({ referral: closed, entry: null }), [], TODAY, ladder, MAY, WHOM),
    ).toMatchObject({
      tags: [{ text: 'Seen' }],
      place: null,
      confirm: null,
    });
    expect(referralView(story({ entry: null, decisions: [] }), [], TODAY, ladder, MAY, WHOM)).toMatchObject({
      tags: [{ text: 'Not decided yet' }],
      decision: null,
    });
  });
});

describe('the receipt in words', () => {
  const view = decisionView(made(), TODAY, ladder);

  it('gives both bounds, and says where one is only a safe estimate', () => {
    expect(view.bands.map(({ value }) => value)).toEqual([
      'High, since 31 October 2026',
      'Medium',
      'Urgent',
      'Urgent; possibly act today; a safe estimate: too many unknowns to try every one',
      'Medium: High stands until a clinician confirms it',
    ]);
  });

  it('gives each rule that applies or could, what it does, its source and what it depends on', () => {
    expect(view.reasons).toEqual([
      {
        title: 'Severe impact',
        reason: 'Severe impact on daily life',
        does: 'At least medium',
        source: 'Plan 4.1',
        unknown: '',
      },
    ]);
    expect(view.possible).toMatchObject([
      { does: 'At least urgent', unknown: 'Unsafe or very limited eating or drinking' },
    ]);
  });

  it('gives who could answer, by when, and what the answer could mean', () => {
    expect(view.asks).toEqual([
      {
        question: 'Please record: unsafe feeding.',
        of: 'Parent',
        due: '14 November 2026',
        overdue: true,
        couldBe: 'Could make it urgent',
      },
    ]);
  });

  it('gives facts with source and day, disagreements, and what nobody has confirmed since', () => {
    expect(view.facts).toMatchObject([{ value: '4', said: 'Parent or carer, NR5', on: '29 April 2026' }]);
    expect(view.facts[0]?.remarks).toEqual([
      'Sources disagree; the most concerning counts. Parent or carer, NR5 said 4 on 29 April 2026; School, 879 said 1 on 5 November 2026',
      'Not confirmed since 29 April 2026: it stands until somebody says otherwise',
    ]);
    expect(view.unknown).toEqual([
      {
        title: 'Unsafe or very limited eating or drinking',
        why: 'last answer is out of date (7 August 2026)',
      },
    ]);
  });

  it('adds up the stretches of the wait', () => {
    expect(view.segments.map(({ band, days, share }) => [band, days, share])).toEqual([
      ['Routine', '60 days of 180', '33.3%'],
      ['High', '15 days of 30', '50%'],
    ]);
  });

  it('says what changed from one decision to the next', () => {
    const [impact, feeding] = decision.facts;
    const after = {
      ...decision,
      standing: { band: 'urgent', since: TODAY },
      ruleSetVersion: '1.1.0',
      facts: [
        ...(impact ? [impact] : []),
        ...(feeding ? [{ ...feeding, state: 'known' as const, value: 'yes' }] : []),
      ],
    };
    expect(whatChanged(decision, after, ladder)).toEqual([
      'Band that counts: High → Urgent',
      'Rules: multi-need 1.0.0 → multi-need 1.1.0',
      'Unsafe or very limited eating or drinking: not known (last answer is out of date) → yes',
    ]);
    expect(whatChanged(decision, decision, ladder)).toEqual([
      'No different answer: decided again from what had been added since',
    ]);
  });
});
