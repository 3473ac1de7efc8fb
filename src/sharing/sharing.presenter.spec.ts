import { describe, expect, it } from '@jest/globals';
import { addDays } from '../kernel/plain-date.js';
import { anAgreement, approvedBy, TODAY, withdrawn } from '../../test/support/sharing-register.js';
import { viewerOf } from '../../test/support/viewers.js';
import { agreementInWords } from './agreement-words.js';
import { sharedWith } from './shared-with.js';
import { agreementView, sharingView } from './sharing.presenter.js';

const clinician = viewerOf('clinician');
const officer = viewerOf({ role: 'privacy_officer', id: 'x', name: 'Pat' });
const named = (code: string): string => ({ RK9: 'University Hospitals' })[code] ?? code;
const waiting = anAgreement({ version: 2, approvals: [] });

describe('an agreement in words', () => {
  it('names organisations and agencies, and says facts as people say them', () => {
    const words = agreementInWords(anAgreement());
    expect(words.parties[2]).toBe('Plymouth City Council (PLYMOUTH-CC): social care and education');
    const [all, some] = words.shares;
    expect(all?.heading).toBe(
      'What University Hospitals holds is shown to everybody at Livewell whose work this is',
    );
    expect(all?.facts).toEqual(['Everything that was said about the child']);
    expect(some?.facts.join()).not.toContain('_');
    expect(words.imports[0]?.heading).toBe('Taken in from Plymouth City Council: what the council said');
  });
});

describe('the page of the register', () => {
  it('says what holds until when, what ended, and what it gives the reader', () => {
    const on = (day: typeof TODAY) =>
      sharingView([anAgreement()], sharedWith([anAgreement()], clinician, day), day, named);
    expect(on(TODAY).agreements[0]).toMatchObject({ tag: { text: 'In force' } });
    expect(on(TODAY).given.map(({ text }) => text)).toEqual([
      'that a child waits on lists of University Hospitals; some of what PLYMOUTH-CC was told; everything that University Hospitals was told',
    ]);
    const after = on(anAgreement().expiresOn);
    expect(after.agreements[0]).toMatchObject({ tag: { text: 'Ended' } });
    expect(after.given).toEqual([]);
    expect(after.missing).toHaveLength(1);
  });

  it('shows the terms of the version that holds, and that another waits for approval', () => {
    const [agreement] = sharingView(
      [{ ...waiting, title: 'Other terms' }, anAgreement()],
      sharedWith([], clinician, TODAY),
      TODAY,
      named,
    ).agreements;
    expect(agreement?.words.title).toBe('Example');
    expect(agreement?.standing).toContain('Version 2 waits for approval');
  });
});

describe('the page of one agreement', () => {
  const version = (
    given: Parameters<typeof anAgreement>[0],
    viewer = officer,
    of = anAgreement({ approvals: [], ...given }),
  ) => agreementView([of], viewer, TODAY, named)?.versions[0];

  it('offers approval to a privacy officer who may approve, and says to another why not', () => {
    expect(version({})).toMatchObject({ mayApprove: true, whyNot: '' });
    expect(version({ approvals: [approvedBy('one', 'NR5')] })).toMatchObject({ mayApprove: false });
    expect(version({ approvals: [approvedBy('one', 'NR5')] })?.whyNot).toContain('another organisation');
    expect(version({}, clinician)).toMatchObject({ mayApprove: false, whyNot: '', mayWithdraw: false });
  });

  it('offers withdrawal to a privacy officer of a party, and not twice', () => {
    expect(version({})).toMatchObject({ mayWithdraw: true });
    expect(version({}, { ...officer, organisation: 'RA9' })).toMatchObject({ mayWithdraw: false });
    expect(version({}, officer, withdrawn(anAgreement(), addDays(TODAY, -1)))).toMatchObject({
      mayWithdraw: false,
      state: 'Withdrawn',
    });
  });

  it('tells who proposed, approved having looked at what, and withdrew', () => {
    const history = version({}, officer, withdrawn(anAgreement(), TODAY))?.history;
    expect(history).toHaveLength(4);
    expect(history?.[1]).toContain('having looked at: the whole text');
    expect(history?.[3]).toContain('no longer needed');
  });

  it('is none where there is no such agreement', () => {
    expect(agreementView([], officer, TODAY, named)).toBeUndefined();
  });
});
