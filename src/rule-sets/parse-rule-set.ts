import { faulty, ok, type Outcome } from '../kernel/outcome.js';
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
import type { Rule, RuleSet } from './rule-set.js';
import { join, Shape } from './shape.js';

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/**
 * A rule set from the text of its JSON file, or every fault in it: where (with the rule's id), and what to do. Takes
 * nothing that json-rules-engine would read differently from a person (house.md, stack).
 */
export function parseRuleSet(text: string): Outcome<RuleSet> {
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
  const set = readSet(shape, json);
  if (shape.faults.length > 0 || !set) return faulty(shape.faults);
  const references = checkReferences(set);
  if (references.length > 0) return faulty(references);
  const reach = checkReach(set);
  return reach.length > 0 ? faulty(reach) : ok(set);
}

const required = [
  ...['id', 'version', 'title', 'purpose', 'intendedUse', 'signOff', 'sources', 'licence', 'polarity'],
  ...['serviceLines', 'effectiveFrom', 'effectiveTo', 'combine', 'bands', 'defaultBand', 'mustKnow', 'needs'],
  ...['familyReasons', 'orderPolicy', 'rules'],
];

function readSet(shape: Shape, json: unknown): RuleSet | undefined {
  const set = shape.object(json, '', required, ['totals']);
  if (!set) return shape.fault('', 'must be one rule set, an object { … }');
  const text = (key: string): string => shape.text(set[key], key);
  const polarity = shape.oneOf(set['polarity'], 'polarity', [
    'higher_is_more_urgent',
    'lower_rank_is_more_urgent',
  ]);
  const combine = shape.oneOf(set['combine'], 'combine', ['most-urgent', 'sum', 'first-match']);
  const effectiveFrom = shape.date(set['effectiveFrom'], 'effectiveFrom');
  const effectiveTo = set['effectiveTo'] === null ? null : shape.date(set['effectiveTo'], 'effectiveTo');
  const read: Omit<RuleSet, 'polarity' | 'combine' | 'effectiveFrom' | 'effectiveTo'> = {
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
    serviceLines: shape
      .list(set['serviceLines'], 'serviceLines', 1)
      .map((line, i) => shape.name(line, `serviceLines[${i}]`, WORD, 'a service line like mental_health')),
    bands: shape.list(set['bands'], 'bands', 1).map((band, i) => readBand(shape, band, `bands[${i}]`)),
    defaultBand: text('defaultBand'),
    ...(set['totals'] === undefined ? {} : { totals: readTotals(shape, set['totals']) }),
    mustKnow: readMustKnow(shape, set['mustKnow']),
    needs: shape.list(set['needs'], 'needs').flatMap((need, i) => readNeed(shape, need, `needs[${i}]`) ?? []),
    familyReasons: readTexts(shape, set['familyReasons'], 'familyReasons'),
    orderPolicy: readOrderPolicy(shape, set['orderPolicy']),
    rules: shape.list(set['rules'], 'rules', 1).flatMap((rule, i) => readRule(shape, rule, i) ?? []),
  };
  if (!polarity || !combine || !effectiveFrom || effectiveTo === undefined) return undefined;
  return { ...read, polarity, combine, effectiveFrom, effectiveTo };
}

function readRule(shape: Shape, value: unknown, index: number): Rule | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;
  const at = id === undefined ? `rules[${index}]` : `rules[${index}] (${id})`;
  const rule = shape.object(value, at, ['id', 'title', 'source', 'conditions', 'event'], ['services']);
  if (!rule) return undefined;
  const conditions = parseGroup(shape, rule['conditions'], join(at, 'conditions'));
  const event = parseEvent(shape, rule['event'], join(at, 'event'));
  const services = shape
    .list(rule['services'], join(at, 'services'), 1)
    .map((service, i) => shape.text(service, `${join(at, 'services')}[${i}]`));
  const read = {
    id: shape.name(rule['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    title: shape.text(rule['title'], join(at, 'title')),
    source: shape.text(rule['source'], join(at, 'source')),
    ...(rule['services'] === undefined ? {} : { services }),
  };
  return conditions && event && { ...read, conditions, event };
}
