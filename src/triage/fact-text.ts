import type { Fact } from '../facts/fact.js';
import type { UsedFact } from './decision.js';
import { isPlain, listOfObjects, quoted, quotedOrNull } from './json-text.js';
import { pieces } from './pieces.js';

// Few long pieces are put together faster than many short ones: braces, commas and names stand in the pieces.
const codeAndValue = pieces((code, value) => `"code":${quoted(code)},"value":${quoted(value)}`);
const usedWithValue = pieces((code, value) => `{"code":${quoted(code)},"value":${quoted(value)}`);
const usedWithNumber = pieces((code) => `{"code":${quoted(code)},"value":`);
const usedUnknown = pieces((code, why) => `{"code":${quoted(code)},"state":"unknown","why":${quoted(why)}`);
const sourceAndOrganisation = pieces(
  (source, organisation) => `,"source":${quoted(source)},"organisation":${quoted(organisation)}`,
);
const spokenBy = pieces(
  (source, organisation) =>
    `,"source":${quoted(source)},"organisation":${quoted(organisation)},"recordedOn":"`,
);

/** Facts as a receipt keeps them: without what is the same for most (receipt.ts), in the order of their own parts. */
export function factsText(facts: readonly Fact[], childId: string): string {
  return listOfObjects(facts, (fact) => (isRow(fact) ? rowText(fact, childId) : partsText(fact, childId)));
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
  const { id, referralId, confidence, withdrawnOn } = fact;
  let text: string;
  if (fact.childId !== childId || !isPlain(id)) {
    text = `{"id":${quoted(id)},`;
    if (fact.childId !== childId) text += `"childId":${quoted(fact.childId)},`;
    if (referralId !== null) text += `"referralId":${quoted(referralId)},`;
  } else if (referralId === null) text = `{"id":"${id}",`;
  else if (isPlain(referralId)) text = `{"id":"${id}","referralId":"${referralId}",`;
  else text = `{"id":"${id}","referralId":${quoted(referralId)},`;
  text += codeAndValue(fact.code, fact.value);
  if (confidence === undefined) text += `${spokenBy(fact.source, fact.organisation)}${fact.recordedOn}"`;
  else
    text += `${sourceAndOrganisation(fact.source, fact.organisation)},"confidence":${quoted(confidence)},"recordedOn":"${fact.recordedOn}"`;
  return withdrawnOn === null ? text : `${text},"withdrawnOn":"${withdrawnOn}"`;
}

function partsText(fact: Fact, childId: string): string {
  const parts: string[] = [];
  for (const part in fact) {
    const value = fact[part as keyof Fact];
    if (value === undefined || (part === 'childId' && value === childId)) continue;
    if (value === null && (part === 'referralId' || part === 'withdrawnOn')) continue;
    parts.push(`"${part}":${quotedOrNull(value)}`);
  }
  return `{${parts.join(',')}`;
}

/** Facts as a decision used them, without what is the same for most. */
export function usedFactsText(facts: readonly UsedFact[]): string {
  return listOfObjects(facts, usedText);
}

function usedText(used: UsedFact): string {
  const { source, organisation, recordedOn, said } = used;
  let text = whatIsKnown(used);
  if (used.between !== null) text += `,"between":[${used.between[0]},${used.between[1]}]`;
  if (source !== null && organisation !== null && recordedOn !== null)
    text += `${spokenBy(source, organisation)}${recordedOn}"`;
  else {
    if (source !== null) text += `,"source":${quoted(source)}`;
    if (organisation !== null) text += `,"organisation":${quoted(organisation)}`;
    if (recordedOn !== null) text += `,"recordedOn":"${recordedOn}"`;
  }
  if (used.notConfirmedSince !== null) text += `,"notConfirmedSince":"${used.notConfirmedSince}"`;
  if (said.length > 0) text += `,"said":${listOfObjects(said, saidText)}`;
  return text;
}

function whatIsKnown({ code, state, value, why }: UsedFact): string {
  if (state === 'known' && why === null) {
    if (typeof value === 'string') return usedWithValue(code, value);
    if (value !== null) return `${usedWithNumber(code, '')}${value}`;
  }
  if (state === 'unknown' && value === null && why !== null) return usedUnknown(code, why);
  let text = `{"code":${quoted(code)}`;
  if (state !== 'known') text += `,"state":${quoted(state)}`;
  if (value !== null) text += `,"value":${typeof value === 'number' ? value : quoted(value)}`;
  if (why !== null) text += `,"why":${quoted(why)}`;
  return text;
}

function saidText({ value, source, organisation, recordedOn }: UsedFact['said'][number]): string {
  return `{"value":${quoted(value)}${spokenBy(source, organisation)}${recordedOn}"`;
}
