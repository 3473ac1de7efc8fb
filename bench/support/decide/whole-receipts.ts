import { compile } from '../../../src/rule-sets/compile.js';
import { loadRules } from '../../../src/rule-sets/load-rules.js';
import { readRules, rulesDirectory } from '../../../src/rule-sets/rules.reader.js';
import type { LoadedRuleSet } from '../../../src/rule-sets/rule-set.js';
import { decide } from '../../../src/triage/decide.js';
import { keptReceipt } from '../../../src/triage/receipt.js';
import { receiptText } from '../../../src/triage/receipt-text.js';
import { children, partlyKnown } from './children.js';
import { fortyRules } from './forty-rules.js';
import { inputsOf } from './receipts.js';

const RECEIPTS = 2_000;

/** What is measured of one rule set; a pass makes every child's receipt once. */
export interface WholeReceipts {
  receipts: number;
  /** As values. */
  decided: () => void;
  /** As the text that is stored. */
  written: () => void;
  /** JSON.stringify of receipts that are there already. */
  stringified: () => void;
  /** What is written, and what it must come to. */
  texts: () => string[];
  expected: readonly string[];
}

/** The same children for the same seed, whichever core asks. */
export function wholeReceipts(seed: number): Readonly<Record<string, WholeReceipts>> {
  const forty = fortyRules();
  const known = partlyKnown(children(compile(forty), RECEIPTS, seed), seed + 1);
  const of = (ruleSet: LoadedRuleSet): WholeReceipts => {
    const inputs = inputsOf(known, ruleSet, seed);
    const kept = inputs.map((input) => keptReceipt({ input, decision: decide(input, 'measured') }));
    return {
      receipts: inputs.length,
      decided: () => {
        for (const input of inputs) decide(input, 'measured');
      },
      written: () => {
        for (const input of inputs) {
          const text = receiptText({ input, decision: decide(input, 'measured') });
          // Pieces of text are put together when they are first read.
          text.charCodeAt(text.length - 1);
        }
      },
      texts: () => inputs.map((input) => receiptText({ input, decision: decide(input, 'measured') })),
      stringified: () => {
        for (const receipt of kept) JSON.stringify(receipt);
      },
      expected: kept.map((receipt) => JSON.stringify(receipt)),
    };
  };
  return { 'forty rules': of({ set: forty, hash: '0'.repeat(64) }), 'the starter set': of(starterSet()) };
}

function starterSet(): LoadedRuleSet {
  const { manifest, files } = readRules(rulesDirectory());
  const loaded = loadRules(manifest, files);
  const starter = loaded.ok ? loaded.value.find(({ set }) => set.id === 'multi-need') : undefined;
  if (!starter) throw new Error('rules/ has no set multi-need that can be loaded');
  return starter;
}
