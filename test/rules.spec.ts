import { describe, expect, it } from '@jest/globals';
import { serviceLineIds } from '../src/referrals/service-line.js';
import { differencesFromEngine } from '../src/rule-sets/licence.js';
import { loadAllRules } from '../src/rule-sets/load-rules.js';
import { nameOf } from '../src/rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import { differencesFromCase } from '../src/rule-sets/tool-case.js';
import { askTool } from '../src/rule-sets/tool-decision.js';
import { toolDifferencesFromEngine } from '../src/rule-sets/tool-licence.js';
import { tryWorkedCase } from '../src/triage/worked-case.js';
import { differencesFromOrder } from '../src/waiting-list/try-order.js';

const { manifest, files } = readRules(rulesDirectory());
const loaded = loadAllRules(manifest, files);
const { sets, tools } = loaded.ok ? loaded.value : { sets: [], tools: [] };

describe('rules/', () => {
  it('holds rule sets without a fault, each what the manifest says', () => {
    expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  });

  it('speaks for every service line', () => {
    const spoken = sets.flatMap(({ set }) => set.serviceLines);
    expect(new Set(spoken)).toEqual(new Set(serviceLineIds));
  });
});

for (const ready of sets)
  describe(nameOf(ready.set), () => {
    it('means in its compiled form what json-rules-engine makes of it', async () => {
      expect(await differencesFromEngine(ready.set, ready.cases)).toEqual([]);
    });

    it('has at least 30 worked cases', () => {
      expect(ready.cases.length).toBeGreaterThanOrEqual(30);
    });

    for (const worked of ready.cases)
      it(worked.title, () => {
        expect(tryWorkedCase(worked, ready).differences).toEqual([]);
      });

    for (const worked of ready.orders)
      it(worked.title, () => {
        expect(differencesFromOrder(worked, ready.set)).toEqual([]);
      });
  });

for (const { set, cases } of tools)
  describe(nameOf(set), () => {
    it('means in its compiled form what json-rules-engine makes of it', async () => {
      expect(await toolDifferencesFromEngine(set, cases)).toEqual([]);
    });

    it('has a worked case in which each of its rules holds', () => {
      const held = new Set(
        cases.flatMap(({ facts }) => {
          const { reasons, advice, questions } = askTool(set, facts);
          return [...reasons, ...advice, ...questions].map(({ rule }) => rule);
        }),
      );
      expect(set.rules.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
    });

    for (const worked of cases)
      it(worked.title, () => {
        expect(differencesFromCase(worked, askTool(set, worked.facts))).toEqual([]);
      });
  });
