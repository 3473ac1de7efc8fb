import type { DescribedFact, Description } from './describe-set.js';

/** The description as text: headings, and one line for each thing. */
export function descriptionText(described: Description): string {
  const { set, title, kind, verificationOnly, effectiveFrom, effectiveTo } = described;
  const until = effectiveTo === null ? 'with no end' : `to ${effectiveTo}`;
  return [
    `${title} (${set})`,
    kind === 'tool'
      ? `A published tool: read beside the queue, it never decides it.${verificationOnly ? ' Verification only: never to be used on children as it stands.' : ''}`
      : 'A rule set that decides the queue.',
    `Purpose: ${described.purpose}`,
    `Intended use: ${described.intendedUse}`,
    `Signed off: ${described.signOff}`,
    `In force from ${effectiveFrom} ${until}.`,
    section('Facts', described.facts.map(factLine)),
    section(
      'Bands, most urgent first',
      described.bands.map(({ id, title: name, wait }) => `${id}: ${name}${wait === null ? '' : `, ${wait}`}`),
    ),
    section('How the band is found', [
      described.howItCombines,
      ...described.totals.map(({ band, from }) => `A total of ${from} or more: ${band}`),
      `Where no rule holds: ${described.ifNoRuleHolds}.`,
    ]),
    section(
      'Rules',
      described.rules.map(
        (rule) => `${rule.id}: ${rule.title}. If ${rule.if}: ${rule.then}. “${rule.reason}” (${rule.source})`,
      ),
    ),
    section(
      'What the published table leaves open',
      described.gaps.map(({ id, what, source }) => `${id}: ${what} (${source})`),
    ),
    section(
      'Left out here, and why',
      described.notEncoded.map(({ what, why }) => `${sentence(what)} ${sentence(why)}`),
    ),
    section(
      'Other published waits',
      described.waitTables.flatMap(({ title: table, source, waits }) =>
        Object.entries(waits).map(([band, { words }]) => `${table}: ${band} ${words} (${source})`),
      ),
    ),
    section(
      'Shares of places',
      described.slotShares ? [`${described.slotShares.words} (${described.slotShares.source})`] : [],
    ),
    section(
      'Sources',
      described.sources.map((source) => `${source.title}: ${source.where}`),
    ),
    section('Licence', [described.licence]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${heading}\n${lines.map((line) => `  - ${line}`).join('\n')}`;
}

function factLine({ code, title, meaning, values, range, unit, whichConcern }: DescribedFact): string {
  const may = values
    ? values.map(({ value, title: name }) => (name === value ? value : `${value} (${name})`)).join(', ')
    : range
      ? `a whole number from ${range[0]} to ${range[1]}${unit === null ? '' : `, ${unit}`}`
      : '';
  const means = meaning === title ? '' : ` ${sentence(meaning)}`;
  return `${code}: ${sentence(title)}${means} Say ${may}; ${whichConcern}.`;
}

function sentence(words: string): string {
  return /[.?!]$/.test(words) ? words : `${words}.`;
}
