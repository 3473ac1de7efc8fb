import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { asReported } from './as-reported.js';
import { shapeOf, type ServiceShape } from './caseload-shape.js';
import { extractRow, type ExtractRow } from './extract-row.js';
import { birthDateFor, inventChild, type InventedChild } from './invented-child.js';
import { Random } from './random.js';
import type { DemoSettings, WaitingPlan } from './waiting-plan.js';

const ON_THIS_LIST = 201;
const REASONS: Partial<Record<ServiceLineId, readonly string[]>> = {
  neurodiversity: ['24', '25'],
  mental_health: ['05', '15', '16', '18', '21'],
};

/** The invented child with this number, as old as all its lists need. */
export function waitingChild(settings: DemoSettings, plan: WaitingPlan, number: number): InventedChild {
  const waits = plan.listsOf(number).map((service) => [service, plan.daysWaited(service, number)] as const);
  return inventChild(settings.seed, number, birthDateFor(settings.seed, number, settings.census, waits));
}

export function requestId(shape: ServiceShape, number: number): string {
  return `${shape.prefix}${number}`;
}

export function waitingSince(
  settings: DemoSettings,
  plan: WaitingPlan,
  service: ServiceLineId,
  child: number,
): PlainDate {
  return addDays(settings.census, -plan.daysWaited(service, child));
}

/** A child's open referral on one list. */
export function waitingRow(
  settings: DemoSettings,
  plan: WaitingPlan,
  service: ServiceLineId,
  child: InventedChild,
): ExtractRow {
  const shape = shapeOf(service);
  const random = new Random(settings.seed, ON_THIS_LIST, child.number, shape.prefix.charCodeAt(2));
  const days = plan.daysWaited(service, child.number);
  const since = addDays(settings.census, -days);
  const booked = random.chance(days > 180 ? 0.1 : 0.04);
  const transferred = days > 60 && random.chance(0.03);
  const missed = days > 45 && random.chance(0.03);
  // One list in three has not asked whether the child is looked after or on a plan: blank is not no.
  const yesOrNo = (truth: boolean): string => (random.chance(truth ? 0.15 : 0.35) ? '' : truth ? 'Y' : 'N');
  const reported = asReported(plan, service, child);
  return extractRow(settings.census, shape, child, {
    NHS_NUMBER: reported.nhsNumber,
    NHS_NUMBER_STATUS_INDICATOR_CODE: reported.status,
    PERSON_BIRTH_DATE: reported.birthDate,
    ETHNIC_CATEGORY: random.chance(0.003) ? 'QQ' : child.ethnicCategory,
    SERVICE_REQUEST_IDENTIFIER: requestId(shape, plan.requestNumber(service, child.number)),
    SOURCE_OF_REFERRAL: random.pick(['A1', 'A2', 'B1', 'G1', 'P1']),
    PRIMARY_REASON_FOR_REFERRAL: random.pick(REASONS[service] ?? ['']),
    PRIORITY_TYPE_CODE: random.chance(0.02) ? '2' : '1',
    REFERRAL_REQUEST_RECEIVED_DATE: transferred ? addDays(since, random.int(20, 50)) : since,
    ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE: transferred ? since : '',
    FUTURE_APPOINTMENT_DATE: booked ? addDays(settings.census, random.int(3, 40)) : '',
    LAST_DNA_DATE: missed ? addDays(settings.census, -random.int(2, 40)) : '',
    LOOKED_AFTER_CHILD_INDICATOR: yesOrNo(child.lookedAfter),
    CHILD_PROTECTION_PLAN_INDICATOR: yesOrNo(child.protectionPlan),
    // A family that has given one service a newer address than the others.
    ...(child.email !== '' && plan.listsOf(child.number).length > 1 && random.chance(0.012)
      ? { CONTACT_EMAIL: child.email.replace('family.', 'new.family.') }
      : {}),
  });
}
