import type { Outcome } from '../kernel/outcome.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { checkFactValue } from '../facts/check-fact.js';
import { factSources, type Fact, type FactSource } from '../facts/fact.js';
import type { Circumstances } from '../facts/history.js';
import { factDefinition } from '../facts/vocabulary.js';
import { parseCases, readActToday, readNamed, readTexts, readTitled } from './case-parts.js';
import { readOrderCase, type OrderCase } from './order-case.js';
import type { RuleSet } from './rule-set.js';
import { join, type Shape } from './shape.js';

/** One child a clinician can picture, and what the rules must say of them. Stands in cases.json beside its rule set. */
export interface WorkedCase {
  title: string;
  service: string;
  born: PlainDate;
  on: PlainDate;
  waitingSince: PlainDate;
  /** Services of all open lists, the case's own included; each since `waitingSince`. */
  lists: readonly string[];
  facts: readonly WorkedFact[];
  expect: Expected;
}

export interface WorkedFact {
  code: string;
  value: string;
  source: FactSource;
  organisation: string;
  recordedOn: PlainDate;
  /** The list a referral-level fact was told to; the case's own service where absent. */
  list?: string;
}

/** Only what is named is compared. `reasons`: rules certain to hold that give a band, points or a route. */
export interface Expected {
  band: string;
  couldBe?: string;
  actToday?: boolean;
  reasons?: readonly string[];
  flags?: readonly string[];
  asks?: readonly string[];
  needDomains?: readonly string[];
}

/** The cases.json of a set that decides the queue. */
export interface QueueCases {
  cases: readonly WorkedCase[];
  orders: readonly OrderCase[];
}

export function parseWorkedCases(text: string, set: RuleSet): Outcome<QueueCases> {
  return parseCases(text, ['orders'], (shape, file) => ({
    cases: readTitled(shape, file['cases'], 'cases', (item, at) => readCase(shape, item, at, set)),
    orders:
      file['orders'] === undefined
        ? []
        : readTitled(shape, file['orders'], 'orders', (item, at) => readOrderCase(shape, item, at, set)),
  }));
}

function readCase(shape: Shape, value: unknown, at: string, set: RuleSet): WorkedCase | undefined {
  const keys = ['title', 'service', 'born', 'on', 'waitingSince', 'facts', 'expect'];
  const item = shape.object(value, at, keys, ['lists']);
  const service = shape.oneOf(item?.['service'], join(at, 'service'), set.serviceLines);
  const born = shape.date(item?.['born'], join(at, 'born'));
  const on = shape.date(item?.['on'], join(at, 'on'));
  const waitingSince = shape.date(item?.['waitingSince'], join(at, 'waitingSince'));
  const lists =
    item?.['lists'] === undefined ? [service ?? ''] : readTexts(shape, item['lists'], join(at, 'lists'));
  if (service !== undefined && !lists.includes(service))
    shape.fault(join(at, 'lists'), `must include the case's own service, ${service}`);
  const facts = shape
    .list(item?.['facts'], join(at, 'facts'))
    .flatMap((fact, i) => readFact(shape, fact, `${at}.facts[${i}]`, lists) ?? []);
  const expect = readExpected(shape, item?.['expect'], join(at, 'expect'));
  const title = shape.text(item?.['title'], join(at, 'title'));
  if (!service || !born || !on || !waitingSince) return undefined;
  return { title, service, born, on, waitingSince, lists, facts, expect };
}

function readFact(
  shape: Shape,
  value: unknown,
  at: string,
  lists: readonly string[],
): WorkedFact | undefined {
  const fact =
    shape.object(value, at, ['code', 'value', 'source', 'organisation', 'recordedOn'], ['list']) ?? {};
  const code = shape.text(fact['code'], join(at, 'code'));
  const said = shape.text(fact['value'], join(at, 'value'));
  const definition = factDefinition(code);
  if (!definition) return shape.fault(join(at, 'code'), `${code} is not in the vocabulary of facts`);
  if (!checkFactValue(definition, said)) shape.fault(join(at, 'value'), `${said} is not a value of ${code}`);
  const source = shape.oneOf(fact['source'], join(at, 'source'), factSources);
  const recordedOn = shape.date(fact['recordedOn'], join(at, 'recordedOn'));
  const organisation = shape.text(fact['organisation'], join(at, 'organisation'));
  const list = fact['list'] === undefined ? undefined : shape.text(fact['list'], join(at, 'list'));
  if (list !== undefined && !lists.includes(list))
    shape.fault(join(at, 'list'), `${list} is not a list of the case`);
  if (!source || !recordedOn) return undefined;
  return { code, value: said, source, organisation, recordedOn, ...(list === undefined ? {} : { list }) };
}

function readExpected(shape: Shape, value: unknown, at: string): Expected {
  const lists = ['reasons', 'flags', 'asks', 'needDomains'] as const;
  const expected = shape.object(value, at, ['band'], ['couldBe', 'actToday', ...lists]) ?? {};
  return {
    band: shape.text(expected['band'], join(at, 'band')),
    ...(expected['couldBe'] === undefined
      ? {}
      : { couldBe: shape.text(expected['couldBe'], join(at, 'couldBe')) }),
    ...readActToday(shape, expected, at),
    ...readNamed(shape, expected, at, lists),
  };
}

/** The case as the rules read it. Its referrals and facts get ids from their place in the case. */
export function circumstancesOf(worked: WorkedCase): Circumstances {
  const lists = worked.lists.map((service) => ({
    referralId: `referral-${service}`,
    service,
    waitingSince: worked.waitingSince,
    closedOn: null,
  }));
  const facts = worked.facts.map(({ list, ...fact }, i): Fact => ({
    ...fact,
    id: `fact-${String(i).padStart(3, '0')}`,
    childId: 'child',
    referralId:
      factDefinition(fact.code)?.subject === 'referral' ? `referral-${list ?? worked.service}` : null,
    withdrawnOn: null,
  }));
  return {
    referral: {
      id: `referral-${worked.service}`,
      service: worked.service,
      waitingSince: worked.waitingSince,
    },
    child: { birthDate: worked.born },
    lists,
    facts,
  };
}
