import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { serviceLineIds } from '../referrals/service-line.js';
import { IsPlainDate, Line, OptionalLine } from './sent.request.js';

const ORGANISATION = /^[A-Z0-9]{3,12}$/;
const isOrganisation = { message: '$property must be an organisation code, for example NR5' };

export class ReferredChild {
  @ApiProperty({ example: 'RK90000123', description: "The provider's own number for the child" })
  @Line(50)
  localPatientIdentifier: string;

  @ApiPropertyOptional({
    example: '9990866317',
    description: 'Without it, or not verified, nothing is linked',
  })
  @OptionalLine(20)
  nhsNumber?: string | null;

  @ApiPropertyOptional({ example: '01', description: '01: present and verified' })
  @IsOptional()
  @IsString()
  @Matches(/^0[1-8]$/, { message: '$property must be a status from 01 to 08' })
  nhsNumberStatus?: string | null;

  @ApiProperty({ example: '2019-05-14' })
  @IsPlainDate()
  birthDate: string;

  @ApiPropertyOptional()
  @OptionalLine(100)
  givenName?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(100)
  familyName?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(10)
  gender?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(200)
  addressLine?: string | null;

  @ApiPropertyOptional({ example: 'PL4 6AB' })
  @OptionalLine(10)
  postcode?: string | null;

  @ApiPropertyOptional({ example: 'A' })
  @IsOptional()
  @Matches(/^([A-HJ-NPRSZ]|99)$/, { message: '$property must be an ETHNIC CATEGORY code' })
  ethnicCategory?: string | null;

  @ApiPropertyOptional({ example: 'en' })
  @OptionalLine(20)
  language?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(12)
  gpPractice?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(12)
  school?: string | null;

  @ApiPropertyOptional({ enum: ['Y', 'N'], description: 'Left out: nothing is said' })
  @IsOptional()
  @IsIn(['Y', 'N'])
  lookedAfter?: 'Y' | 'N' | null;

  @ApiPropertyOptional({ enum: ['Y', 'N'], description: 'Left out: nothing is said' })
  @IsOptional()
  @IsIn(['Y', 'N'])
  childProtectionPlan?: 'Y' | 'N' | null;

  @ApiPropertyOptional()
  @OptionalLine(10)
  senType?: string | null;

  @ApiPropertyOptional({ enum: ['R', 'V'], description: 'R restricted, V very restricted' })
  @IsOptional()
  @IsIn(['R', 'V'])
  contactRestriction?: 'R' | 'V' | null;
}

export class ReferralContact {
  @ApiPropertyOptional()
  @OptionalLine(100)
  name?: string | null;

  @ApiPropertyOptional({ example: 'MTH' })
  @OptionalLine(20)
  relationship?: string | null;

  @ApiPropertyOptional({ example: '07700 900123' })
  @OptionalLine(30)
  mobile?: string | null;

  @ApiPropertyOptional({ example: 'family@example.org' })
  @OptionalLine(254)
  email?: string | null;

  @ApiPropertyOptional({ description: 'PREFERRED_CONTACT_METHOD' })
  @OptionalLine(10)
  method?: string | null;

  @ApiPropertyOptional({ description: 'PREFERRED_WRITTEN_FORMAT' })
  @OptionalLine(20)
  writtenFormat?: string | null;

  @ApiPropertyOptional({ enum: ['Y', 'N'] })
  @IsOptional()
  @IsIn(['Y', 'N'])
  interpreterRequired?: 'Y' | 'N' | null;
}

/** One entry on one list. The service is named by itself, or by the team code its provider uses. */
export class ReceiveReferral {
  @ApiProperty({ example: 'NR5', description: 'Organisation code of the provider' })
  @IsString()
  @Matches(ORGANISATION, isOrganisation)
  provider: string;

  @ApiProperty({ example: 'SR200001', description: 'The same provider and identifier is the same referral' })
  @Line(50)
  serviceRequestIdentifier: string;

  @ApiPropertyOptional({ enum: serviceLineIds })
  @IsOptional()
  @IsIn([...serviceLineIds])
  service?: string | null;

  @ApiPropertyOptional({ example: '33', description: 'SERVICE_OR_TEAM_TYPE_REFERRED_TO' })
  @OptionalLine(10)
  teamType?: string | null;

  @ApiPropertyOptional({ enum: ['CSDS', 'MHSDS'] })
  @IsOptional()
  @IsIn(['CSDS', 'MHSDS'])
  teamCodeSystem?: string | null;

  @ApiPropertyOptional({ default: 'API' })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{1,30}$/, { message: '$property must be a short word' })
  sourceSystem?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(10)
  sourceOfReferral?: string | null;

  @ApiPropertyOptional()
  @OptionalLine(20)
  primaryReason?: string | null;

  @ApiPropertyOptional({ example: '1', description: "PRIORITY_TYPE_CODE in the source system's own meaning" })
  @IsOptional()
  @Matches(/^[1-4]$/, { message: '$property must be a code from 1 to 4' })
  priorityTypeCode?: string | null;

  @ApiProperty({ example: '2026-11-20' })
  @IsPlainDate()
  receivedOn: string;

  @ApiPropertyOptional({ description: 'The day another provider first received it, for a transfer' })
  @IsOptional()
  @IsPlainDate()
  originalReceivedOn?: string | null;

  @ApiPropertyOptional()
  @IsOptional()
  @Matches(/^\d{2}$/, { message: '$property must be a code of two digits' })
  rttStatus?: string | null;

  @ApiPropertyOptional()
  @IsOptional()
  @IsPlainDate()
  appointmentOn?: string | null;

  @ApiPropertyOptional()
  @IsOptional()
  @IsPlainDate()
  lastDnaOn?: string | null;

  @ApiProperty({ type: ReferredChild })
  @IsObject()
  @ValidateNested()
  @Type(() => ReferredChild)
  child: ReferredChild;

  @ApiPropertyOptional({ type: ReferralContact })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReferralContact)
  contact?: ReferralContact | null;
}
