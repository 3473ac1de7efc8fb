import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { type ServiceLineId, serviceLineIds } from '../referrals/service-line.js';
import type { InventedChild } from './invented-child.js';
import type { WaitingPlan } from './waiting-plan.js';

/** Who a provider says the child is: what it sends in its extract, and with everything it says about that referral. */
export interface AsReported {
  nhsNumber: string;
  /** NHS NUMBER STATUS INDICATOR CODE: 01 verified. */
  status: string;
  birthDate: PlainDate;
}

/** In every 300 children of a list a few are not who their list says, or nobody has checked. */
const EVERY = 300;

export function asReported(plan: WaitingPlan, service: ServiceLineId, child: InventedChild): AsReported {
  const { nhsNumber, birthDate, number } = child;
  const place = (number * 7 + serviceLineIds.indexOf(service) * 53) % EVERY;
  if (place < 1) return { nhsNumber: '', status: '07', birthDate };
  if (place < 2) return { nhsNumber: otherLastDigit(nhsNumber), status: '01', birthDate };
  if (place < 3) return { nhsNumber, status: '02', birthDate };
  if (place < 4) return { nhsNumber, status: '04', birthDate };
  // Typed in from paper on the second list: a birth date a month out.
  if (place >= 290 && plan.listsOf(number).indexOf(service) === 1)
    return { nhsNumber, status: '01', birthDate: addDays(birthDate, -31) };
  return { nhsNumber, status: '01', birthDate };
}

const otherLastDigit = (number: string): string => `${number.slice(0, 9)}${(Number(number[9]) + 1) % 10}`;
