import { faulty, ok, type Outcome } from '../kernel/outcome.js';
import type { NeedDomain } from '../facts/fact.js';
import { checkReferences } from './check-references.js';
import { checkReach } from './check-reach.js';
import { answerers, parseEvent } from './parse-event.js';
import { parseGroup } from './parse-condition.js';
import { repeatedKeys } from './repeated-keys.js';
import type { Band, Rule, RuleSet } from './rule-set.js';
import { join, Shape } from './shape.js';

const needDomains: readonly NeedDomain[] = [
  'communication',
  'neurodevelopment',
  'physical_health',
  'mental_health',
  'safety',
  'education',
  'care_and_family',
];
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const WORD = /^[a-z][a-z0-9_]*$/;
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

function readSource(shape: Shape, value: unknown, at: string): RuleSet['sources'][number] {
  const source = shape.object(value, at, ['id', 'title', 'where']) ?? {};
  return {
    id: shape.name(source['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    title: shape.text(source['title'], join(at, 'title')),
    where: shape.text(source['where'], join(at, 'where')),
  };
}

function readBand(shape: Shape, value: unknown, at: string): Band {
  const band = shape.object(value, at, ['id', 'title', 'rank', 'safeWaitDays', 'reviewWithinDays']) ?? {};
  const waits = shape.map(band['safeWaitDays'], join(at, 'safeWaitDays')) ?? {};
  const days = (key: string): number =>
    shape.wholeNumber(waits[key], join(join(at, 'safeWaitDays'), key), 1, 3660);
  if (band['safeWaitDays'] !== undefined && !Object.hasOwn(waits, 'default'))
    shape.fault(
      join(at, 'safeWaitDays.default'),
      'is missing: a band without a safe wait has no place in the order',
    );
  return {
    id: shape.name(band['id'], join(at, 'id'), WORD, 'a word like urgent'),
    title: shape.text(band['title'], join(at, 'title')),
    rank: shape.wholeNumber(band['rank'], join(at, 'rank'), 0, 99),
    safeWaitDays: {
      ...Object.fromEntries(Object.keys(waits).map((key) => [key, days(key)])),
      default: days('default'),
    },
    reviewWithinDays: shape.wholeNumber(band['reviewWithinDays'], join(at, 'reviewWithinDays'), 1, 366),
  };
}

function readTotals(shape: Shape, value: unknown): { band: string; from: number }[] {
  return shape.list(value, 'totals', 1).map((entry, i) => {
    const total = shape.object(entry, `totals[${i}]`, ['band', 'from']) ?? {};
    return {
      band: shape.text(total['band'], `totals[${i}].band`),
      from: shape.wholeNumber(total['from'], `totals[${i}].from`, -1_000_000),
    };
  });
}

function readMustKnow(shape: Shape, value: unknown): RuleSet['mustKnow'] {
  const lines = shape.map(value, 'mustKnow') ?? {};
  return Object.fromEntries(
    Object.entries(lines).map(([service, facts]) => [
      service,
      shape.list(facts, `mustKnow.${service}`).flatMap((entry, i) => {
        const at = `mustKnow.${service}[${i}]`;
        const known = shape.object(entry, at, ['fact', 'askOf', 'withinDays'], ['safety']) ?? {};
        const askOf = shape.oneOf(known['askOf'], join(at, 'askOf'), answerers);
        const safety = known['safety'];
        if (safety !== undefined && typeof safety !== 'boolean')
          shape.fault(join(at, 'safety'), `must be true or false, not ${JSON.stringify(safety)}`);
        const fact = shape.text(known['fact'], join(at, 'fact'));
        const withinDays = shape.wholeNumber(known['withinDays'], join(at, 'withinDays'), 1, 366);
        return askOf ? [{ fact, askOf, withinDays, ...(safety === true ? { safety } : {}) }] : [];
      }),
    ]),
  );
}

function readNeed(shape: Shape, value: unknown, at: string): RuleSet['needs'][number] | undefined {
  const need = shape.object(value, at, ['domain', 'source', 'conditions']);
  const domain = need && shape.oneOf(need['domain'], join(at, 'domain'), needDomains);
  const named = domain ? `${at} (${domain})` : at;
  const source = shape.text(need?.['source'], join(at, 'source'));
  const conditions = parseGroup(shape, need?.['conditions'], join(named, 'conditions'));
  return domain && conditions && { domain, source, conditions };
}

function readTexts(shape: Shape, value: unknown, at: string): Record<string, string> {
  const texts = shape.map(value, at) ?? {};
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, shape.text(text, join(at, key))]),
  );
}

function readOrderPolicy(shape: Shape, value: unknown): RuleSet['orderPolicy'] {
  const policy = shape.object(value, 'orderPolicy', ['protectedBands', 'keptSlotsPercent']) ?? {};
  return {
    protectedBands: shape.list(policy['protectedBands'], 'orderPolicy.protectedBands').map((entry, i) => {
      const at = `orderPolicy.protectedBands[${i}]`;
      const protectedBand = shape.object(entry, at, ['band', 'fromSharePercent']) ?? {};
      return {
        band: shape.text(protectedBand['band'], join(at, 'band')),
        fromSharePercent: shape.wholeNumber(
          protectedBand['fromSharePercent'],
          join(at, 'fromSharePercent'),
          0,
          1000,
        ),
      };
    }),
    keptSlotsPercent: shape.wholeNumber(policy['keptSlotsPercent'], 'orderPolicy.keptSlotsPercent', 0, 100),
  };
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
