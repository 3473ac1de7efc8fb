import { compile, planFor, type CompiledRule, type Plan } from '../rule-sets/compile.js';
import type { Ask, Decision, DecisionInput, RuleResult } from './decision.js';
import { REFERENCE_ENGINE } from './engine-version.js';
import { factsText, usedFactsText } from './fact-text.js';
import { flatText, listOfObjects, listText, quoted, quotedOrNull, textOf } from './json-text.js';
import { pieces } from './pieces.js';
import { keptReceipt } from './receipt.js';

/**
 * The receipt of a decision just made, as JSON: letter for letter `JSON.stringify(keptReceipt(made))`, in a fraction of the
 * time, for work on whole regions (receipt-text.spec.ts holds the two equal). What a rule set says is the same for all
 * children, so it is put into JSON once; only what is the child's own is written each time.
 */
export function receiptText(made: { input: DecisionInput; decision: Decision }): string {
  const { input, decision } = made;
  if (isOutOfOrder(decision)) return JSON.stringify(keptReceipt(made));
  return (
    `{"format":2,${engine(decision.engineVersion, REFERENCE_ENGINE)},"input":${inputText(input)},` +
    `"decision":${decisionText(decision)},"rules":${rulesText(input, decision)}}`
  );
}

const NUMBER = /^\d/;

/** Objects name whole numbers before words, wherever they were put in: a rule with such an id is left to the objects. */
function isOutOfOrder({ possible }: Decision): boolean {
  return possible.some(({ ruleId }) => NUMBER.test(ruleId));
}

const engine = pieces(
  (version, reference) => `"engine":{"version":${quoted(version)},"reference":${quoted(reference)}}`,
);

/** In the order in which whoever gave it named its parts, as JSON.stringify() has it. */
function inputText(input: DecisionInput): string {
  let text = '';
  for (const part in input) {
    if (part === 'ruleSet') continue;
    const written = partText(input, part as keyof DecisionInput);
    if (written !== undefined) text += text === '' ? `{"${part}":${written}` : `,"${part}":${written}`;
  }
  return `${text}}`;
}

function partText(input: DecisionInput, part: keyof DecisionInput): string | undefined {
  switch (part) {
    case 'referral':
      return flatText(input.referral);
    case 'child':
      return flatText(input.child);
    case 'lists':
      return listText(input.lists, flatText);
    case 'facts':
      return factsText(input.facts, input.child.id);
    case 'standing':
      return input.standing ? flatText(input.standing) : 'null';
    case 'confirmations':
      return listText(input.confirmations, flatText);
    case 'on':
      return `"${input.on}"`;
    default:
      // Parts nobody has named yet.
      return JSON.stringify(input[part]);
  }
}

/** In the order of decide(), facts last, as keptReceipt() has it. */
function decisionText(decision: Decision): string {
  const { fullBound, standing } = decision;
  return (
    `{"referralId":${quoted(decision.referralId)},"childId":${quoted(decision.childId)}` +
    `${setName(decision.ruleSetId, decision.ruleSetVersion)}${setHash(decision.ruleSetHash, decision.versionReason)}` +
    `,"engineVersion":${quoted(decision.engineVersion)},"decidedFor":"${decision.decidedFor}"` +
    `,"band":${quoted(decision.band)},"couldBe":${quoted(decision.couldBe)}` +
    `,"fullBound":{"band":${quoted(fullBound.band)},"actToday":${fullBound.actToday},"exact":${fullBound.exact}}` +
    `,"actToday":${decision.actToday},"whatToDo":${listText(decision.whatToDo, quoted)}` +
    `,"standing":{"band":${quoted(standing.band)},"since":"${standing.since}"}` +
    `,"lowerProposal":${quotedOrNull(decision.lowerProposal)}` +
    `,"segments":${listText(decision.segments, segmentText)},"reasons":${listText(decision.reasons, textOf)}` +
    `,"asks":${listOfObjects(decision.asks, askText)},"flags":${listText(decision.flags, textOf)}` +
    `,"needDomains":${listText(decision.needDomains, quoted)},"reviewOn":"${decision.reviewOn}"` +
    `,"holdsUntil":${quotedOrNull(decision.holdsUntil)},"inputHash":"${decision.inputHash}"` +
    `,"facts":${usedFactsText(decision.facts)}}`
  );
}

const setName = pieces((id, version) => `,"ruleSetId":${quoted(id)},"ruleSetVersion":${quoted(version)}`);
const setHash = pieces((hash, reason) => `,"ruleSetHash":${quoted(hash)},"versionReason":${quoted(reason)}`);

function segmentText({ from, band, safeWaitDays }: Decision['segments'][number]): string {
  return `{"from":"${from}","band":${quoted(band)},"safeWaitDays":${safeWaitDays}}`;
}

function askText(ask: Ask): string {
  const safety = ask.safety ? '","safety":true,"couldBe":' : '","safety":false,"couldBe":';
  return `${asked(ask.fact, ask.question)}${answerer(ask.of, '')}${ask.dueOn}${safety}${quoted(ask.couldBe)}`;
}

const asked = pieces((fact, question) => `{"fact":${quoted(fact)},"question":${quoted(question)}`);
const answerer = pieces((of) => `,"of":${quoted(of)},"dueOn":"`);

/** Every rule that speaks for the service line under what it came to. All three lists stand in the order of their ids. */
function rulesText({ ruleSet, referral }: DecisionInput, { reasons, possible }: Decision): string {
  const plan = planFor(compile(ruleSet.set), referral.service);
  const { rules } = plan;
  const ids = namesOf(plan);
  let [certain, open] = [0, 0];
  let [holds, unknown, ruledOut] = ['', '', ''];
  for (let nth = 0; nth < rules.length; nth++) {
    const { id } = (rules[nth] as CompiledRule).rule;
    const could = possible[open];
    if (could?.ruleId === id) {
      unknown += open === 0 ? waitsText(could) : `,${waitsText(could)}`;
      open++;
    } else if (reasons[certain]?.ruleId === id) {
      holds += certain === 0 ? (ids[nth] as string) : `,${ids[nth] as string}`;
      certain++;
    } else ruledOut += ruledOut === '' ? (ids[nth] as string) : `,${ids[nth] as string}`;
  }
  return `{"true":[${holds}],"unknown":{${unknown}},"false":[${ruledOut}]}`;
}

const names = new WeakMap<Plan, readonly string[]>();

function namesOf(plan: Plan): readonly string[] {
  let made = names.get(plan);
  if (!made) names.set(plan, (made = plan.rules.map(({ rule }) => quoted(rule.id))));
  return made;
}

const kept = new WeakMap<RuleResult, string>();

/** A rule that could hold, by name, and the facts it waits for; shared by decisions as the result is. */
function waitsText(result: RuleResult): string {
  let text = kept.get(result);
  if (text === undefined) {
    text = `${quoted(result.ruleId)}:${listText(result.unknown, quoted)}`;
    kept.set(result, text);
  }
  return text;
}
