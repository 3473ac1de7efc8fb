import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ChildEntity } from './child.entity.js';

/** What one list reports about a child, as of its latest report. Nothing of an earlier report is kept in its place. */
@Entity('child_record')
@Index('child_record_child', ['childId'])
@Index('child_record_possible_match', ['birthDate', 'familyName'])
@Index('child_record_alike', { synchronize: false })
@Index('child_record_number', ['nhsNumber'], { where: 'nhs_number IS NOT NULL' })
@Check(
  'child_record_three_answers',
  "looked_after IN ('Y', 'N') AND child_protection_plan IN ('Y', 'N') AND interpreter_required IN ('Y', 'N')",
)
export class ChildRecordEntity {
  @PrimaryColumn({ name: 'referral_id', type: 'uuid', primaryKeyConstraintName: 'child_record_pk' })
  referralId: string;

  @Column({ name: 'child_id', type: 'uuid' })
  @ForeignKey(() => ChildEntity, { name: 'child_record_of_child' })
  childId: string;

  @Column({ type: 'text' })
  provider: string;

  @Column({ name: 'local_patient_identifier', type: 'text' })
  localPatientIdentifier: string;

  @Column({ name: 'nhs_number', type: 'text', nullable: true })
  nhsNumber: string | null;

  @Column({ name: 'nhs_number_status', type: 'text', nullable: true })
  nhsNumberStatus: string | null;

  @Column({ name: 'given_name', type: 'text', default: '' })
  givenName: string;

  @Column({ name: 'family_name', type: 'text', default: '' })
  familyName: string;

  @Column({ name: 'birth_date', type: 'date' })
  birthDate: string;

  @Column({ name: 'died_on', type: 'date', nullable: true })
  diedOn: string | null;

  @Column({ type: 'text', nullable: true })
  gender: string | null;

  @Column({ name: 'address_line', type: 'text', nullable: true })
  addressLine: string | null;

  @Column({ type: 'text', nullable: true })
  postcode: string | null;

  @Column({ name: 'ethnic_category', type: 'text', nullable: true })
  ethnicCategory: string | null;

  @Column({ type: 'text', nullable: true })
  language: string | null;

  @Column({ name: 'gp_practice', type: 'text', nullable: true })
  gpPractice: string | null;

  @Column({ type: 'text', nullable: true })
  school: string | null;

  @Column({ name: 'looked_after', type: 'text', nullable: true })
  lookedAfter: string | null;

  @Column({ name: 'child_protection_plan', type: 'text', nullable: true })
  childProtectionPlan: string | null;

  @Column({ name: 'sen_type', type: 'text', nullable: true })
  senType: string | null;

  @Column({ name: 'contact_restriction', type: 'text', nullable: true })
  contactRestriction: string | null;

  @Column({ name: 'contact_method', type: 'text', nullable: true })
  contactMethod: string | null;

  @Column({ name: 'written_format', type: 'text', nullable: true })
  writtenFormat: string | null;

  @Column({ name: 'interpreter_required', type: 'text', nullable: true })
  interpreterRequired: string | null;

  @Column({ name: 'contact_name', type: 'text', nullable: true })
  contactName: string | null;

  @Column({ name: 'contact_relationship', type: 'text', nullable: true })
  contactRelationship: string | null;

  @Column({ name: 'contact_mobile', type: 'text', nullable: true })
  contactMobile: string | null;

  @Column({ name: 'contact_email', type: 'text', nullable: true })
  contactEmail: string | null;

  @Column({ name: 'reported_on', type: 'date' })
  reportedOn: string;
}
