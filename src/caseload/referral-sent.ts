import { referralId } from '../kernel/ids.js';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import type { Fault } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from '../referrals/arrival.js';
import {
  isServiceLineId,
  serviceLine,
  type ServiceLine,
  serviceLineOfTeam,
} from '../referrals/service-line.js';

type Text = string | null | undefined;

/** One entry as somebody sent it, its shape checked already (`receive-referral.request.ts`). */
export interface ReferralSent {
  provider: string;
  serviceRequestIdentifier: string;
  service?: Text;
  teamType?: Text;
  teamCodeSystem?: Text;
  sourceSystem?: Text;
  sourceOfReferral?: Text;
  primaryReason?: Text;
  priorityTypeCode?: Text;
  receivedOn: string;
  originalReceivedOn?: Text;
  rttStatus?: Text;
  appointmentOn?: Text;
  lastDnaOn?: Text;
  child: {
    localPatientIdentifier: string;
    nhsNumber?: Text;
    nhsNumberStatus?: Text;
    birthDate: string;
    givenName?: Text;
    familyName?: Text;
    gender?: Text;
    addressLine?: Text;
    postcode?: Text;
    ethnicCategory?: Text;
    language?: Text;
    gpPractice?: Text;
    school?: Text;
    lookedAfter?: 'Y' | 'N' | null;
    childProtectionPlan?: 'Y' | 'N' | null;
    senType?: Text;
    contactRestriction?: Text;
  };
  contact?: {
    name?: Text;
    relationship?: Text;
    mobile?: Text;
    email?: Text;
    method?: Text;
    writtenFormat?: Text;
    interpreterRequired?: 'Y' | 'N' | null;
  } | null;
}

/** Which service's list it is for; undefined where it names none, or not one only. */
export function serviceOf(sent: Partial<ReferralSent>): string | undefined {
  return lineOf(sent)?.id;
}

/**
 * What is wrong with the meaning of an entry, every fault at once. It holds what an extract's row is held to (dates in
 * the future, a birth after the referral, an unknown service); whatever has no right shape is passed over here.
 */
export function faultsInReferral(sent: Partial<ReferralSent>, today: PlainDate): Fault[] {
  const faults: Fault[] = [];
  const fault = (at: string, message: string): void => void faults.push({ at, message });
  const birthDate = date(sent.child?.birthDate);
  const receivedOn = date(sent.receivedOn);
  const original = date(sent.originalReceivedOn);
  if (birthDate && birthDate > today) fault('child.birthDate', 'is in the future');
  if (receivedOn && receivedOn > today) fault('receivedOn', 'is in the future');
  if (original && original > today) fault('originalReceivedOn', 'is in the future');
  if (birthDate && receivedOn && birthDate > receivedOn) fault('receivedOn', 'is before the child was born');
  if (birthDate && original && birthDate > original)
    fault('originalReceivedOn', 'is before the child was born');
  if (present(sent.service) || present(sent.teamType) || present(sent.teamCodeSystem)) {
    if (!lineOf(sent))
      fault('service', 'is not one this service reads, or does not agree with teamType and teamCodeSystem');
  } else fault('service', 'is needed, or teamType with teamCodeSystem');
  return faults;
}

/** The entry as any other arrival. Reported today; open. Only for what has no faults. */
export function arrivalOf(sent: ReferralSent, today: PlainDate): Arrival {
  const line = lineOf(sent);
  const birthDate = date(sent.child.birthDate);
  const receivedOn = date(sent.receivedOn);
  if (!line || !birthDate || !receivedOn) throw new Error('an entry with faults was taken in');
  const { provider, serviceRequestIdentifier } = sent;
  const id = referralId(provider, serviceRequestIdentifier);
  const { child, contact } = sent;
  const number = checkNhsNumber(child.nhsNumber);
  const team = line.teams[0];
  return {
    child: {
      referralId: id,
      provider,
      localPatientIdentifier: child.localPatientIdentifier,
      nhsNumber: number.is === 'valid' ? number.number : text(child.nhsNumber),
      nhsNumberStatus: text(child.nhsNumberStatus),
      givenName: oneLine(child.givenName) ?? '',
      familyName: oneLine(child.familyName) ?? '',
      birthDate,
      diedOn: null,
      gender: text(child.gender),
      addressLine: text(child.addressLine),
      postcode: text(child.postcode),
      ethnicCategory: text(child.ethnicCategory),
      language: text(child.language),
      gpPractice: text(child.gpPractice),
      school: text(child.school),
      lookedAfter: child.lookedAfter ?? null,
      childProtectionPlan: child.childProtectionPlan ?? null,
      senType: text(child.senType),
      contactRestriction: text(child.contactRestriction),
      contactMethod: text(contact?.method),
      writtenFormat: text(contact?.writtenFormat),
      interpreterRequired: contact?.interpreterRequired ?? null,
      contactName: oneLine(contact?.name),
      contactRelationship: text(contact?.relationship),
      contactMobile: text(contact?.mobile),
      contactEmail: text(contact?.email),
      reportedOn: today,
    },
    referral: {
      id,
      provider,
      service: line.id,
      sourceSystem: text(sent.sourceSystem) ?? 'API',
      serviceRequestIdentifier,
      teamType: text(sent.teamType) ?? team?.code ?? '',
      teamCodeSystem: text(sent.teamCodeSystem) ?? team?.codeSystem ?? '',
      sourceOfReferral: text(sent.sourceOfReferral),
      primaryReason: text(sent.primaryReason),
      priorityTypeCode: text(sent.priorityTypeCode),
      receivedOn,
      originalReceivedOn: date(sent.originalReceivedOn) ?? null,
      rttStatus: text(sent.rttStatus),
      appointmentOn: date(sent.appointmentOn) ?? null,
      lastDnaOn: date(sent.lastDnaOn) ?? null,
      closedOn: null,
      closureReason: null,
      outcome: null,
      reportedOn: today,
    },
    findings: [],
  };
}

/** The list it is for: named by itself, by the provider's team code, or by both where they agree. */
function lineOf({ service, teamType, teamCodeSystem }: Partial<ReferralSent>): ServiceLine | undefined {
  const named = present(service) && isServiceLineId(service) ? serviceLine(service) : undefined;
  if (present(service) && !named) return undefined;
  if (!present(teamType) && !present(teamCodeSystem)) return named;
  const team = serviceLineOfTeam(teamCodeSystem ?? '', teamType ?? '');
  return named && team && named.id !== team.id ? undefined : team;
}

const present = (value: Text): value is string => typeof value === 'string' && value.trim() !== '';
const text = (value: Text): string | null => (present(value) ? value.trim() : null);
const oneLine = (value: Text): string | null => text(value)?.replace(/\s+/g, ' ') ?? null;
const date = (value: unknown): PlainDate | undefined =>
  typeof value === 'string' ? parsePlainDate(value) : undefined;
