import { codeInWords } from '../kernel/plain-words.js';
import { changes, said } from './compare-parts.js';
import { each, once, type Section } from './difference.js';
import type { CommonSet } from './rule-set.js';
import {
  gapParts,
  notEncodedParts,
  slotSharesWords,
  toolBandParts,
  toolFactParts,
  waitTableParts,
  waitWords,
} from './tool-changes.js';
import type { ToolSet } from './tool-set.js';

/** What is compared between published tools, besides what every set has. */
export function toolSections(): Readonly<Record<Exclude<keyof ToolSet, keyof CommonSet>, Section<ToolSet>>> {
  return {
    kind: () => [],
    verificationOnly: once(
      'set',
      'verificationOnly',
      said('for verification only', (only) => (only ? 'yes' : 'no')),
    ),
    defaultBand: once(
      'set',
      'defaultBand',
      said('band where no rule holds', codeInWords, 'none: it is a gap'),
    ),
    bands: each({
      about: 'band',
      of: ({ bands }) => bands,
      id: ({ id }) => id,
      title: ({ title }) => title,
      whole: ({ rank, wait }) =>
        `place ${rank} among the bands; published wait ${wait === undefined ? 'none' : waitWords(wait)}`,
      compare: changes(toolBandParts),
    }),
    slotShares: once('order', 'slotShares', said('shares of the next places', slotSharesWords, 'none')),
    facts: each({
      about: 'fact',
      of: ({ facts }) => facts,
      id: ({ code }) => code,
      title: ({ title }) => title,
      whole: ({ meaning }) => meaning,
      compare: changes(toolFactParts),
    }),
    gaps: each({
      about: 'gap',
      of: ({ gaps }) => gaps,
      id: ({ id }) => id,
      title: ({ id }) => codeInWords(id),
      whole: ({ what, source }) => `${what} (${source})`,
      compare: changes(gapParts),
    }),
    notEncoded: each({
      about: 'gap',
      of: ({ notEncoded }) => notEncoded,
      id: ({ what }) => what,
      title: () => 'Left out here',
      whole: ({ what, why }) => `${what}: ${why}`,
      compare: changes(notEncodedParts),
    }),
    waitTables: each({
      about: 'wait_table',
      of: ({ waitTables }) => waitTables,
      id: ({ id }) => id,
      title: ({ title }) => title,
      whole: ({ title, source }) => `${title} (${source})`,
      compare: changes(waitTableParts),
    }),
  };
}
