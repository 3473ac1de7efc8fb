import { factDefinition } from '../facts/vocabulary.js';
import type { FactSource } from '../facts/fact.js';
import { dayInWords, listed } from '../kernel/plain-words.js';
import { type Agency, agencyTitles } from '../kernel/role.js';
import { type Agreement, EVERY_FACT, type Import, purposeTitles, type Share } from './agreement.js';

/** What one share or one import says, in words. */
export interface ShareInWords {
  heading: string;
  /** Whether list entries are shown too; blank where they are not spoken of. */
  entries: string;
  facts: readonly string[];
  why: string;
}

export interface AgreementInWords {
  title: string;
  summary: string;
  purpose: string;
  legalBasis: readonly string[];
  parties: readonly string[];
  shares: readonly ShareInWords[];
  imports: readonly ShareInWords[];
  starts: string;
  /** The day from which it no longer holds. */
  expires: string;
  owner: string;
  example: boolean;
}

export function agreementInWords(agreement: Agreement): AgreementInWords {
  const { legalBasis, parties, owner } = agreement;
  const named = (code: string): string =>
    parties.find(({ organisation }) => organisation === code)?.name ?? code;
  return {
    title: agreement.title,
    summary: agreement.summary,
    purpose: purposeTitles[agreement.purpose],
    legalBasis: [
      `UK GDPR article 6: ${legalBasis.article6}`,
      `UK GDPR article 9: ${legalBasis.article9}`,
      ...legalBasis.other,
    ],
    parties: parties.map(
      ({ organisation, name, agencies }) => `${name} (${organisation}): ${agenciesInWords(agencies)}`,
    ),
    shares: agreement.shares.map((share) => shareInWords(share, named)),
    imports: agreement.imports.map((rule) => importInWords(rule, named)),
    starts: dayInWords(agreement.startsOn),
    expires: dayInWords(agreement.expiresOn),
    owner: `${capital(owner.role)}, ${named(owner.organisation)}`,
    example: agreement.example,
  };
}

function shareInWords(share: Share, named: (code: string) => string): ShareInWords {
  const to = share.to.map(({ organisation, agencies }) =>
    agencies === null
      ? `everybody at ${named(organisation)} whose work this is`
      : `${agenciesInWords(agencies)} at ${named(organisation)}`,
  );
  return {
    heading: `What ${named(share.from)} holds is shown to ${listed(to)}`,
    entries: share.entries
      ? `That a child waits on a list of ${named(share.from)}, with place and band`
      : `Not whether a child waits on a list of ${named(share.from)}`,
    facts: factsInWords(share.facts),
    why: share.why,
  };
}

function importInWords(rule: Import, named: (code: string) => string): ShareInWords {
  return {
    heading: `Taken in from ${named(rule.from)}: what ${listed(rule.sources.map((source) => SAYS[source]))} said`,
    entries: '',
    facts: factsInWords(rule.facts),
    why: rule.why,
  };
}

const SAYS: Readonly<Record<FactSource, string>> = {
  parent: 'parents',
  child: 'children',
  school: 'schools',
  clinician: 'clinicians',
  council: 'the council',
  system: 'other registers',
};

function factsInWords(codes: readonly string[]): string[] {
  if (codes.includes(EVERY_FACT)) return ['Everything that was said about the child'];
  return codes.map((code) => capital(factDefinition(code)?.meaning.clinician ?? code.replaceAll('_', ' ')));
}

const agenciesInWords = (agencies: readonly Agency[]): string =>
  listed(agencies.map((agency) => agencyTitles[agency].toLowerCase()));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
