import type { Gap, Uncovered } from './coverage.js';

/** What nobody covers, one sentence each, worst first; of lists and places, and of no child. */
export function uncoveredInWords({
  byAnybody,
  byClinicians,
  byCoordinators,
  byPrivacyOfficers,
}: Uncovered): string[] {
  return [
    ...byAnybody.map((gap) => `Nobody sees ${childrenOf(gap)}.`),
    ...byClinicians
      .map((gap) => without(gap, byAnybody))
      .filter(({ localities }) => localities.length > 0)
      .map((gap) => `No clinician sees ${childrenOf(gap)}.`),
    ...(byCoordinators.length > 0
      ? [
          `No coordinator has the locality ${byCoordinators.join(', ')}: nobody brings its flagged children to a meeting.`,
        ]
      : []),
    ...byPrivacyOfficers.map(
      (organisation) =>
        `No privacy officer looks for ${organisation} at what is opened with a reason there, or of its children: give it one, or say who stands in (privacyOfficersOf).`,
    ),
  ];
}

const childrenOf = ({ provider, service, localities }: Gap): string =>
  `children of the list ${provider}/${service} in the locality ${localities.join(', ')}`;

/** What is said already is not said again. */
function without(gap: Gap, said: readonly Gap[]): Gap {
  const same = said.find(({ provider, service }) => provider === gap.provider && service === gap.service);
  return { ...gap, localities: gap.localities.filter((locality) => !same?.localities.includes(locality)) };
}
