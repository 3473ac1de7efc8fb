import { faulty, ok, type Outcome } from '../kernel/outcome.js';
import { checkConcern } from './check-concern.js';
import { checkReferences } from './check-references.js';
import { checkReach } from './check-reach.js';
import { parseEvent } from './parse-event.js';
import {
  ID,
  readBand,
  readMustKnow,
  readNeed,
  readOrderPolicy,
  readSource,
  readTexts,
  readTotals,
  WORD,
} from './parse-parts.js';
import { parseGroup } from './parse-condition.js';
import { repeatedKeys } from './repeated-keys.js';
import {
  readGap,
  readNotEncoded,
  readSlotShares,
  readToolBand,
  readToolFact,
  readWaitTable,
} from './parse-tool.js';
import type { CommonSet, Rule, RuleSet } from './rule-set.js';
import { factsOfTool, type FindFact } from './set-facts.js';
import { join, Shape } from './shape.js';
import { isTool, type AnySet, type ToolSet } from './tool-set.js';

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/**
 * A rule set from the text of its JSON file, or every fault in it: where (with the rule's id), and what to do. Takes
 * nothing that json-rules-engine would read differently from a person (house.md, stack).
 */
export function parseRuleSet(text: string): Outcome<RuleSet> {
  const parsed = parseAnySet(text);
  if (!parsed.ok) return parsed;
  const { value: set } = parsed;
  return isTool(set)
    ? faulty([{ at: 'kind', message: 'is a published tool, which never decides the queue' }])
    : ok(set);
}

/** The same for a set of either kind. */
export function parseAnySet(text: string): Outcome<AnySet> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return faulty([
      { at: '', message: `is not JSON: ${error instanceof Error ? error.message : String(error)}` },
    ]);
  }
  const twice = repeatedKeys(text);
  if (twice.length > 0)
    return faulty(
      twice.map((at) => ({ at, message: 'is written twice, and only the last would count: keep one' })),
    );
  const shape = new Shape();
  const set = isToolJson(json) ? readTool(shape, json) : readSet(shape, json);
  if (shape.faults.length > 0 || !set) return faulty(shape.faults);
  const references = checkReferences(set);
  if (references.length > 0) return faulty(references);
  const meaning = [...checkReach(set), ...checkConcern(set)];
  return meaning.length > 0 ? faulty(meaning) : ok(set);
}

const common = [
  ...['id', 'version', 'title', 'purpose', 'intendedUse', 'signOff', 'sources', 'licence', 'polarity'],
  ...['effectiveFrom', 'effectiveTo', 'combine', 'bands', 'defaultBand', 'rules'],
];
const queueKeys = [...common, 'serviceLines', 'mustKnow', 'needs', 'familyReasons', 'orderPolicy'];
const toolKeys = [...common, 'kind', 'facts', 'gaps', 'notEncoded'];

function isToolJson(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'kind' in json && json.kind === 'tool';
}

function readSet(shape: Shape, json: unknown): RuleSet | undefined {
  const set = shape.object(json, '', queueKeys, ['kind', 'totals']);
  if (!set) return shape.fault('', 'must be one rule set, an object { … }');
  const kind = shape.oneOf(set['kind'], 'kind', ['queue', 'tool']);
  const shared = readCommon(shape, set);
  const read = {
    ...(kind === 'queue' ? { kind } : {}),
    serviceLines: shape
      .list(set['serviceLines'], 'serviceLines', 1)
      .map((line, i) => shape.name(line, `serviceLines[${i}]`, WORD, 'a service line like mental_health')),
    bands: shape.list(set['bands'], 'bands', 1).map((band, i) => readBand(shape, band, `bands[${i}]`)),
    defaultBand: shape.text(set['defaultBand'], 'defaultBand'),
    mustKnow: readMustKnow(shape, set['mustKnow']),
    needs: shape.list(set['needs'], 'needs').flatMap((need, i) => readNeed(shape, need, `needs[${i}]`) ?? []),
    familyReasons: readTexts(shape, set['familyReasons'], 'familyReasons'),
    orderPolicy: readOrderPolicy(shape, set['orderPolicy']),
    rules: shape.list(set['rules'], 'rules', 1).flatMap((rule, i) => readRule(shape, rule, i) ?? []),
  };
  return shared && { ...shared, ...read };
}

function readTool(shape: Shape, json: unknown): ToolSet | undefined {
  const set =
    shape.object(json, '', toolKeys, ['verificationOnly', 'totals', 'waitTables', 'slotShares']) ?? {};
  const shared = readCommon(shape, set);
  const only = set['verificationOnly'];
  if (only !== undefined && typeof only !== 'boolean')
    shape.fault('verificationOnly', 'must be true or false');
  const list = <T>(key: string, read: (entry: unknown, at: string) => T, atLeast = 0): T[] =>
    shape.list(set[key], key, atLeast).map((entry, i) => read(entry, `${key}[${i}]`));
  const facts = shape.list(set['facts'], 'facts', 1).flatMap((fact, i) => readToolFact(shape, fact, i) ?? []);
  const find = factsOfTool(facts);
  const read = {
    kind: 'tool' as const,
    verificationOnly: only === true,
    facts,
    bands: list('bands', (band, at) => readToolBand(shape, band, at), 1),
    defaultBand: set['defaultBand'] === null ? null : shape.text(set['defaultBand'], 'defaultBand'),
    gaps: list('gaps', (gap, at) => readGap(shape, gap, at)),
    notEncoded: list('notEncoded', (left, at) => readNotEncoded(shape, left, at)),
    waitTables: list('waitTables', (table, at) => readWaitTable(shape, table, at)),
    ...(set['slotShares'] === undefined ? {} : { slotShares: readSlotShares(shape, set['slotShares']) }),
    rules: shape.list(set['rules'], 'rules', 1).flatMap((rule, i) => readRule(shape, rule, i, find) ?? []),
  };
  return shared && { ...shared, ...read };
}

function readCommon(
  shape: Shape,
  set: Readonly<Record<string, unknown>>,
): Omit<CommonSet, 'rules'> | undefined {
  const text = (key: string): string => shape.text(set[key], key);
  const polarity = shape.oneOf(set['polarity'], 'polarity', [
    'higher_is_more_urgent',
    'higher_is_less_urgent',
    'lower_rank_is_more_urgent',
  ]);
  const combine = shape.oneOf(set['combine'], 'combine', ['most-urgent', 'sum', 'first-match']);
  const effectiveFrom = shape.date(set['effectiveFrom'], 'effectiveFrom');
  const effectiveTo = set['effectiveTo'] === null ? null : shape.date(set['effectiveTo'], 'effectiveTo');
  const read = {
    id: shape.name(set['id'], 'id', ID, 'lower-case words joined by hyphens'),
    version: shape.name(set['version'], 'version', VERSION, 'a version like 1.0.0'),
    title: text('title'),
    purpose: text('purpose'),
    intendedUse: text('intendedUse'),
    signOff: text('signOff'),
    sources: shape
      .list(set['sources'], 'sources', 1)
      .map((source, i) => readSource(shape, source, `sources[${i}]`)),
    licence: text('licence'),
    ...(set['totals'] === undefined ? {} : { totals: readTotals(shape, set['totals']) }),
  };
  if (!polarity || !combine || !effectiveFrom || effectiveTo === undefined) return undefined;
  return { ...read, polarity, combine, effectiveFrom, effectiveTo };
}

/** `find`: the facts of the tool the rule belongs to; absent for a set that decides the queue. */
function readRule(shape: Shape, value: unknown, index: number, find?: FindFact): Rule | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;
  const at = id === undefined ? `rules[${index}]` : `rules[${index}] (${id})`;
  const keys = ['id', 'title', 'source', 'conditions', 'event'];
  const rule = shape.object(value, at, keys, find ? [] : ['services']);
  if (!rule) return undefined;
  const conditions = parseGroup(shape, rule['conditions'], join(at, 'conditions'), find);
  const event = parseEvent(shape, rule['event'], join(at, 'event'), find ? 'tool' : 'queue');
  const services = shape
    .list(rule['services'], join(at, 'services'), 1)
    .map((service, i) => shape.text(service, `${join(at, 'services')}[${i}]`));
  const read = {
    id: shape.name(rule['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    title: shape.text(rule['title'], join(at, 'title')),
    source: shape.text(rule['source'], join(at, 'source')),
    ...(rule['services'] === undefined || find ? {} : { services }),
  };
  return conditions && event && { ...read, conditions, event };
}
