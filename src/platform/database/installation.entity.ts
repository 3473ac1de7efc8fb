import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row that says what this database is: demo or real, marked once. */
@Entity('installation')
@Check('installation_one_row', 'only_one')
@Check('installation_kind', "kind IN ('demo', 'real')")
export class InstallationEntity {
  @PrimaryColumn({
    name: 'only_one',
    type: 'boolean',
    default: true,
    primaryKeyConstraintName: 'installation_pk',
  })
  onlyOne: boolean;

  @Column({ type: 'text' })
  kind: 'demo' | 'real';

  @Column({ name: 'marked_at', type: 'timestamptz', default: () => 'now()' })
  markedAt: Date;

  @Column({ type: 'jsonb', default: {} })
  detail: Record<string, unknown>;
}
