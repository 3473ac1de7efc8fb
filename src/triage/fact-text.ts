import type { Fact } from '../facts/fact.js';
import type { UsedFact } from './decision.js';
import { listText, quoted, quotedOrNull } from './json-text.js';
import { pieces } from './pieces.js';

const codeAndValue = pieces((code, value) => `"code":${quoted(code)},"value":${quoted(value)}`);
const sourceAndOrganisation = pieces(
  (source, organisation) => `,"source":${quoted(source)},"organisation":${quoted(organisation)}`,
);
const codeAndWhy = pieces((code, why) => `"code":${quoted(code)},"state":"unknown","why":${quoted(why)}`);

/** Facts as a receipt keeps them: without what is the same for most (receipt.ts), in the order of their own parts. */
export function factsText(facts: readonly Fact[], childId: string): string {
  return listText(facts, (fact) => (isRow(fact) ? rowText(fact, childId) : partsText(fact, childId)));
}

/** The parts of a fact as they come from the store. */
const ROW: readonly (keyof Fact)[] = [
  'id',
  'childId',
  'referralId',
  'code',
  'value',
  'source',
  'organisation',
  'confidence',
  'recordedOn',
  'withdrawnOn',
];

function isRow(fact: Fact): boolean {
  let at = 0;
  for (const part in fact) {
    if (part !== ROW[at] && ROW[at] === 'confidence') at++;
    if (part !== ROW[at]) return false;
    at++;
  }
  return at === ROW.length;
}

function rowText(fact: Fact, childId: string): string {
  const { referralId, confidence, withdrawnOn } = fact;
  let text = `{"id":${quoted(fact.id)},`;
  if (fact.childId !== childId) text += `"childId":${quoted(fact.childId)},`;
  if (referralId !== null) text += `"referralId":${quoted(referralId)},`;
  text += codeAndValue(fact.code, fact.value);
  text += sourceAndOrganisation(fact.source, fact.organisation);
  if (confidence !== undefined) text += `,"confidence":${quoted(confidence)}`;
  text += `,"recordedOn":"${fact.recordedOn}"`;
  return withdrawnOn === null ? `${text}}` : `${text},"withdrawnOn":"${withdrawnOn}"}`;
}

function partsText(fact: Fact, childId: string): string {
  const parts: string[] = [];
  for (const part in fact) {
    const value = fact[part as keyof Fact];
    if (value === undefined || (part === 'childId' && value === childId)) continue;
    if (value === null && (part === 'referralId' || part === 'withdrawnOn')) continue;
    parts.push(`"${part}":${quotedOrNull(value)}`);
  }
  return `{${parts.join(',')}}`;
}

/** A fact as a decision used it, without what is the same for most. */
export function usedText(used: UsedFact): string {
  const { code, value, why, between, source, organisation, said } = used;
  let text = '{';
  if (used.state === 'known' && typeof value === 'string') text += codeAndValue(code, value);
  else if (used.state === 'unknown' && value === null && why !== null) text += codeAndWhy(code, why);
  else {
    text += `"code":${quoted(code)}`;
    if (used.state !== 'known') text += `,"state":${quoted(used.state)}`;
    if (value !== null) text += `,"value":${typeof value === 'number' ? value : quoted(value)}`;
    if (why !== null) text += `,"why":${quoted(why)}`;
  }
  if (between !== null) text += `,"between":[${between[0]},${between[1]}]`;
  if (source !== null && organisation !== null) text += sourceAndOrganisation(source, organisation);
  else if (source !== null) text += `,"source":${quoted(source)}`;
  else if (organisation !== null) text += `,"organisation":${quoted(organisation)}`;
  if (used.recordedOn !== null) text += `,"recordedOn":"${used.recordedOn}"`;
  if (used.notConfirmedSince !== null) text += `,"notConfirmedSince":"${used.notConfirmedSince}"`;
  if (said.length > 0) text += `,"said":${listText(said, saidText)}`;
  return `${text}}`;
}

function saidText({ value, source, organisation, recordedOn }: UsedFact['said'][number]): string {
  return `{"value":${quoted(value)}${sourceAndOrganisation(source, organisation)},"recordedOn":"${recordedOn}"}`;
}
