import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HowWeDecideService } from '../../src/how-we-decide/how-we-decide.service.js';
import { bootApp, type BootedApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { readingGrade, textsIn } from '../support/reading-grade.js';

describe('the page on how we decide', () => {
  let database: FreshDatabase;
  let booted: BootedApp;
  let page: string;

  beforeAll(async () => {
    database = await freshDatabase();
    booted = await bootApp({ databaseUrl: database.url });
    page = (await booted.anybody.get('/how-we-decide').expect(200).expect('content-type', /html/)).text;
  });
  afterAll(async () => {
    await booted?.close();
    await database?.drop();
  });

  it('is read without signing in, under the headers of every page, and sets no cookie', async () => {
    const { headers } = await booted.anybody.get('/how-we-decide').expect(200);
    const other = await booted.anybody.get('/signed-out').expect(200);
    const csp = (of: Record<string, string>): string =>
      (of['content-security-policy'] ?? '').replace(/nonce-[^']+/g, 'nonce');
    expect(csp(headers)).toBe(csp(other.headers));
    expect(headers['cache-control']).toBe(other.headers['cache-control']);
    expect(headers['set-cookie']).toBeUndefined();
    expect(page).not.toContain(' style=');
  });

  it('says who is first, what is asked, what is never looked at, and whom to ring', () => {
    for (const words of [
      'ring <a href="tel:999">999</a>',
      'Then choose option 2',
      'Your child can no longer do some things they could do before.',
      'We ask parents and carers',
      'your race or your faith',
      'You can always ask them to look again',
      'So Ali goes first.',
      'Version 1.0.0</h3>',
      'These are the first rules, and they are still being tried out.',
      'no team has agreed them yet',
    ])
      expect(page).toContain(words);
  });

  it('promises nothing that is not kept, and says of the rules what they do', () => {
    for (const words of [
      'as soon as the team is at work. At night and at weekends, ring 999 or 111.',
      'A person should look within',
      'The rules set the order until a person has looked.',
      'the most urgent one decides. We do not add them up.',
      'your address or part of town',
      'which doctor or person sent you',
    ])
      expect(page).toContain(words);
    for (const words of [
      'same day',
      'only give advice',
      'A person checks',
      'how many are true',
      'since 1 January',
    ])
      expect(page).not.toContain(words);
    for (const words of ['where you live', 'who asked for help']) expect(page).not.toContain(words);
  });

  it('frightens no reader: what can move a child up is an example, and a safe wait is a wait that is right', () => {
    for (const words of [
      'it says nothing about your own child',
      'A child may move up if, for example, we could say to their family:',
      '<li>“Eating or drinking may not be safe for your child.”</li>',
      'The safe wait is the longest wait we think is right for that group.',
    ])
      expect(page).toContain(words);
    expect(page).not.toContain('<li>Your');
    expect(page).not.toContain('still be safe');
  });

  it('tells whoever may be the danger nothing of what a child is asked or has told', () => {
    for (const words of ['feel safe', 'is safe', 'We ask children', 'told us', 'ask the team about them'])
      expect(page).not.toContain(words);
    expect(page).toContain(
      'There are more rules that we do not list here. They are about very private things.',
    );
    expect(page).toContain('There are more questions that we do not list here');
  });

  it('says how many places are kept for whoever used most of the safe wait, only where the rules keep any', async () => {
    const keeps = /The rules keep \d+ of every 100 places/;
    expect(page).not.toMatch(keeps);
    const service = booted.app.get(HowWeDecideService);
    const today = service.today().map((set) => ({ ...set, keptSlots: 20 }));
    const keeping = jest.spyOn(service, 'today').mockReturnValue(today);
    const { text } = await booted.anybody.get('/how-we-decide').expect(200);
    keeping.mockRestore();
    const kept = textsIn(text, 'p').filter((words) => keeps.test(words));
    expect(kept.map((words) => words.split('.')[0])).toEqual([
      'The rules keep 20 of every 100 places for whoever has used the most of the safe wait, in any group',
    ]);
    expect(readingGrade(kept)).toBeLessThan(6);
  });

  it('is reached from the foot of every page, signed in or not', async () => {
    for (const answer of [await booted.anybody.get('/signed-out'), await booted.http.get('/')])
      expect(answer.text).toContain('href="/how-we-decide"');
  });

  // Flesch and Kincaid's grade: 4 to 6 is a reading age of 9 to 11.
  it('can be read at 9: its paragraphs are of school grade 2.7 together, and none of its parts is above grade 6', () => {
    // The formula counts words and syllables: of a few words alone it says nothing.
    const longer = (element: string, than: number): string[] =>
      textsIn(page, element).filter((text) => text.split(' ').length > than);
    const paragraphs = longer('p', 7);
    expect(paragraphs.length).toBeGreaterThan(15);
    expect(readingGrade(paragraphs)).toBeCloseTo(2.7, 1);
    const parts = [...paragraphs, ...longer('li', 3)];
    expect(parts.length).toBeGreaterThan(40);
    expect(parts.filter((text) => readingGrade([text]) > 6)).toEqual([]);
  });

  it('is measured by a measure that tells hard words from easy ones', () => {
    const hard =
      'Prioritisation is determined algorithmically, subject to multidisciplinary clinical confirmation of categorisation.';
    expect(readingGrade([hard])).toBeGreaterThan(15);
    expect(readingGrade(['The cat sat on the mat.'])).toBeLessThan(2);
  });
});
