import type { NeedDomain } from '../facts/fact.js';
import { parseGroup } from './parse-condition.js';
import { answerers } from './parse-event.js';
import type { Band, MustKnow, RuleSet } from './rule-set.js';
import { join, type Shape } from './shape.js';

const needDomains: readonly NeedDomain[] = [
  'communication',
  'neurodevelopment',
  'physical_health',
  'mental_health',
  'safety',
  'education',
  'care_and_family',
];
export const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const WORD = /^[a-z][a-z0-9_]*$/;

export function readSource(shape: Shape, value: unknown, at: string): RuleSet['sources'][number] {
  const source = shape.object(value, at, ['id', 'title', 'where']) ?? {};
  return {
    id: shape.name(source['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    title: shape.text(source['title'], join(at, 'title')),
    where: shape.text(source['where'], join(at, 'where')),
  };
}

export function readBand(shape: Shape, value: unknown, at: string): Band {
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

export function readTotals(shape: Shape, value: unknown): { band: string; from: number }[] {
  return shape.list(value, 'totals', 1).map((entry, i) => {
    const total = shape.object(entry, `totals[${i}]`, ['band', 'from']) ?? {};
    return {
      band: shape.text(total['band'], `totals[${i}].band`),
      from: shape.wholeNumber(total['from'], `totals[${i}].from`, -1_000_000),
    };
  });
}

export function readMustKnow(shape: Shape, value: unknown): RuleSet['mustKnow'] {
  const lines = shape.map(value, 'mustKnow') ?? {};
  return Object.fromEntries(
    Object.entries(lines).map(([service, facts]) => [
      service,
      shape
        .list(facts, `mustKnow.${service}`)
        .flatMap((entry, i) => readQuestion(shape, entry, `mustKnow.${service}[${i}]`)),
    ]),
  );
}

function readQuestion(shape: Shape, value: unknown, at: string): MustKnow[] {
  const optional = ['safety', 'fromAgeMonths', 'toAgeMonths'];
  const known = shape.object(value, at, ['fact', 'askOf', 'withinDays'], optional) ?? {};
  const askOf = shape.oneOf(known['askOf'], join(at, 'askOf'), answerers);
  const safety = known['safety'];
  if (safety !== undefined && typeof safety !== 'boolean')
    shape.fault(join(at, 'safety'), `must be true or false, not ${JSON.stringify(safety)}`);
  const fact = shape.text(known['fact'], join(at, 'fact'));
  const withinDays = shape.wholeNumber(known['withinDays'], join(at, 'withinDays'), 1, 366);
  const [from, to] = [readAge(shape, known, at, 'fromAgeMonths'), readAge(shape, known, at, 'toAgeMonths')];
  if (from !== undefined && to !== undefined && from >= to)
    shape.fault(
      join(at, 'toAgeMonths'),
      `must be above fromAgeMonths, ${from}: the question would never be asked`,
    );
  if (!askOf) return [];
  const question = { fact, askOf, withinDays, ...(safety === true ? { safety } : {}) };
  return [
    {
      ...question,
      ...(from === undefined ? {} : { fromAgeMonths: from }),
      ...(to === undefined ? {} : { toAgeMonths: to }),
    },
  ];
}

function readAge(
  shape: Shape,
  known: Readonly<Record<string, unknown>>,
  at: string,
  key: 'fromAgeMonths' | 'toAgeMonths',
): number | undefined {
  return known[key] === undefined ? undefined : shape.wholeNumber(known[key], join(at, key), 1, 300);
}

export function readNeed(shape: Shape, value: unknown, at: string): RuleSet['needs'][number] | undefined {
  const need = shape.object(value, at, ['domain', 'source', 'conditions']);
  const domain = need && shape.oneOf(need['domain'], join(at, 'domain'), needDomains);
  const named = domain ? `${at} (${domain})` : at;
  const source = shape.text(need?.['source'], join(at, 'source'));
  const conditions = parseGroup(shape, need?.['conditions'], join(named, 'conditions'));
  return domain && conditions && { domain, source, conditions };
}

export function readTexts(shape: Shape, value: unknown, at: string): Record<string, string> {
  const texts = shape.map(value, at) ?? {};
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, shape.text(text, join(at, key))]),
  );
}

export function readOrderPolicy(shape: Shape, value: unknown): RuleSet['orderPolicy'] {
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
