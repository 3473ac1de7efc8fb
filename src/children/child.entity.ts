import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One child across every list. What each list says of the child is `ChildRecordEntity`. */
@Entity('child')
@Index('child_one_per_number', ['nhsNumber'], { unique: true, where: 'nhs_number IS NOT NULL' })
@Check('child_identity', "identity IN ('verified', 'local')")
@Check('child_verified_has_number', "(identity = 'verified') = (nhs_number IS NOT NULL)")
export class ChildEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'child_pk' })
  id: string;

  @Column({ type: 'text' })
  identity: 'verified' | 'local';

  @Column({ name: 'nhs_number', type: 'char', length: 10, nullable: true })
  nhsNumber: string | null;

  @Column({ name: 'birth_date', type: 'date' })
  birthDate: string;

  @Column({ name: 'given_name', type: 'text', default: '' })
  givenName: string;

  @Column({ name: 'family_name', type: 'text', default: '' })
  familyName: string;

  @Column({ type: 'text', default: 'none' })
  locality: string;

  /** Set by a death on any list; never taken back by a blank. */
  @Column({ name: 'died_on', type: 'date', nullable: true })
  diedOn: string | null;

  /** Set by a restriction on any list; never taken back by a blank. */
  @Column({ type: 'boolean', default: false })
  restricted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
