import { describe, expect, it } from '@jest/globals';
import { serviceLineIds } from '../src/referrals/service-line.js';
import { differencesFromEngine } from '../src/rule-sets/licence.js';
import { loadRules } from '../src/rule-sets/load-rules.js';
import { nameOf } from '../src/rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import { tryWorkedCase } from '../src/triage/worked-case.js';

const { manifest, files } = readRules(rulesDirectory());
const loaded = loadRules(manifest, files);

describe('rules/', () => {
  it('holds rule sets without a fault, each what the manifest says', () => {
    expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  });

  it('speaks for every service line', () => {
    const spoken = loaded.ok ? loaded.value.flatMap(({ set }) => set.serviceLines) : [];
    expect(new Set(spoken)).toEqual(new Set(serviceLineIds));
  });
});

for (const ready of loaded.ok ? loaded.value : [])
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
  });
