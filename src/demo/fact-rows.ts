import { ageInMonths } from '../kernel/plain-date.js';
import { asReported } from './as-reported.js';
import { shapeOf } from './caseload-shape.js';
import { inventedNhsNumber, type InventedChild } from './invented-child.js';
import { Random } from './random.js';
import { Telling, type Said } from './said.js';
import { saidByCouncilAndSchool } from './said-by-council-and-school.js';
import { saidByServices } from './said-by-services.js';
import { storyOf, tellStory } from './stories.js';
import { requestId, waitingChild } from './waiting-rows.js';
import type { DemoSettings, WaitingPlan } from './waiting-plan.js';

const WHAT_IS_SAID = 401;
/** Faults come at fixed places of every 900 children. */
const EVERY = 900;

/** Everything said about the waiting children, child by child, with a few rows nobody could use. */
export function* factRows(settings: DemoSettings, plan: WaitingPlan): Generator<string[]> {
  for (let number = 0; number < plan.children; number++) {
    const child = waitingChild(settings, plan, number);
    for (const said of saidAbout(settings, plan, child)) yield factRow(plan, child, said);
    yield* faultyFacts(settings, plan, child);
  }
}

export function saidAbout(settings: DemoSettings, plan: WaitingPlan, child: InventedChild): readonly Said[] {
  const random = new Random(settings.seed, WHAT_IS_SAID, child.number);
  const waits = new Map(
    plan.listsOf(child.number).map((service) => [service, plan.daysWaited(service, child.number)]),
  );
  const telling = new Telling(
    random,
    settings.census,
    child,
    ageInMonths(child.birthDate, settings.census),
    random.next() ** 1.6,
    waits,
  );
  const story = storyOf(settings.seed, child.number, plan.children);
  if (story === 'nothing_said') return [];
  tellStory(story, telling);
  saidByServices(telling);
  saidByCouncilAndSchool(telling);
  return telling.said;
}

/**
 * A provider names its own referral, and the child as its extract does, even for what concerns the child as a whole;
 * council and schools know no referral and have the number right.
 */
function factRow(plan: WaitingPlan, child: InventedChild, said: Said): string[] {
  const service =
    said.about ?? plan.listsOf(child.number).find((list) => shapeOf(list).provider === said.organisation);
  const shape = service && shapeOf(service);
  const who = service ? asReported(plan, service, child) : child;
  return [
    who.nhsNumber,
    who.birthDate,
    service && shape ? requestId(shape, plan.requestNumber(service, child.number)) : '',
    shape?.provider ?? '',
    said.code,
    said.value,
    said.source,
    said.organisation,
    said.recordedOn,
  ];
}

/** An unknown code, a value of the wrong type, a referral nobody has, and a fact about the wrong child. */
function* faultyFacts(settings: DemoSettings, plan: WaitingPlan, child: InventedChild): Generator<string[]> {
  const service = plan.listsOf(child.number)[0];
  if (!service) return;
  const shape = shapeOf(service);
  const id = requestId(shape, plan.requestNumber(service, child.number));
  const tail = ['parent', shape.provider, settings.census];
  const who = asReported(plan, service, child);
  const row = (number: string, request: string, code: string, value: string): string[] => [
    ...[number, who.birthDate, request, shape.provider, code, value],
    ...tail,
  ];
  switch (child.number % EVERY) {
    case 5:
      yield row(who.nhsNumber, id, 'favourite_colour', 'blue');
      break;
    case 15:
      yield row(who.nhsNumber, id, 'functional_impact', 'a lot');
      break;
    case 25:
      yield row(who.nhsNumber, `${id}X`, 'functional_impact', '2');
      break;
    case 35:
      yield row(
        inventedNhsNumber((child.number + 1) % plan.children, settings.seed),
        id,
        'functional_impact',
        '4',
      );
      break;
    default:
      break;
  }
}
