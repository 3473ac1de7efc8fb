import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { rulesDescribeCommand } from './rules-describe.command.js';
import { rulesEvaluateCommand } from './rules-evaluate.command.js';

let folder: string;
let [said, complained]: [string[], string[]] = [[], []];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-evaluate-'));
  [said, complained] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void said.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void complained.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const SET = 'multi-need@1.0.0';
const evaluate = async (facts: string, options: Record<string, string> = {}): Promise<number> => {
  const file = join(folder, 'facts.json');
  writeFileSync(file, facts);
  return rulesEvaluateCommand.aloneWith([], { set: SET, service: 'slt', facts: file, ...options });
};

describe('rules evaluate', () => {
  it('prints what is certain and what could be, without a database', async () => {
    expect(await evaluate('{"provider_priority": "urgent"}')).toBe(0);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({
      set: SET,
      service: 'slt',
      band: 'urgent',
      couldBe: 'urgent',
      on: null,
      inForce: null,
      facts: { provider_priority: 'urgent' },
    });
  });

  it('bounds what is unknown, and asks for what must be known', async () => {
    expect(await evaluate('{}', { on: '2023-12-31' })).toBe(0);
    const answer = JSON.parse(said[0] ?? '');
    expect(answer).toMatchObject({ band: 'routine', couldBe: 'urgent', inForce: false });
    expect(answer.asks.length).toBeGreaterThan(0);
    expect(answer.possible[0].unknown.length).toBeGreaterThan(0);
  });

  it('says of a published tool that it does not decide the queue, and of an emergency no band', async () => {
    const set = 'queensland-behaviour-6-and-over@2.0.0';
    expect(await evaluate('{"suicidal_or_about_to_harm_self": "yes", "age_months": 100}', { set })).toBe(0);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({
      tool: set,
      decidesTheQueue: false,
      result: 'act_today',
      band: null,
      allowed: [],
      actToday: true,
    });
    expect(said[0]).not.toMatch(/category[_ ]\d|within \d+/);
  });

  it('says one clear fault for each fact that is misspelt or of another kind, and decides nothing', async () => {
    expect(
      await evaluate('{"provider_priorty": "urgent", "getting_worse": true, "functional_impact": "3"}'),
    ).toBe(1);
    expect(said).toEqual([]);
    expect(complained).toEqual([
      expect.stringMatching(/^provider_priorty: is not a fact of multi-need: use one of .*provider_priority/),
      'getting_worse: must be one of no, yes, not true',
      'functional_impact: must be a whole number from 0 to 4, not "3"',
    ]);
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['is no JSON', '{', {}, /cannot be read as JSON/],
    ['is no object', '[]', {}, /must hold one object/],
    ['says a fact twice', '{"getting_worse": "yes", "getting_worse": "no"}', {}, /says getting_worse twice/],
    ['is for a day that is none', '{}', { on: '2026-02-30' }, /--on must be a date CCYY-MM-DD/],
    ['names no service of several', '{}', { service: 'physio' }, /say which of slt, /],
    [
      'names no set',
      '{}',
      { set: 'none@1.0.0' },
      /There is no rule set none@1\.0\.0: name one of .*multi-need@1\.0\.0/,
    ],
  ])('does nothing where what it is given %s', async (_title, facts, options, sentence) => {
    // Thrown at once or later: both are a refusal.
    const refused = (async () => evaluate(facts, options))();
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toThrow(CommandFailure);
    expect(said).toEqual([]);
  });
});

describe('rules describe', () => {
  it('says what a set asks and answers, for people and for programs', async () => {
    await rulesDescribeCommand.aloneWith([], { set: SET });
    expect(said[0]).toMatch(/Facts\n(.*\n)*.*provider_priority: .*Say .*urgent/);
    await rulesDescribeCommand.aloneWith([], { set: SET, json: true });
    expect(JSON.parse(said[1] ?? '')).toMatchObject({
      set: SET,
      kind: 'queue',
      bands: [{ id: 'urgent' }, {}, {}, {}],
    });
  });
});
