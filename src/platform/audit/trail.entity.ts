import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One line of the trail; only ever added (a trigger refuses anything else). Written through `Trail`. */
@Entity('trail')
@Index('trail_subject', ['subjectKind', 'subjectId', 'id'])
@Index('trail_child', ['childId', 'id'], { where: 'child_id IS NOT NULL' })
@Check('trail_actor_kind', "actor_kind IN ('person', 'system')")
@Check('trail_actor_named', "actor_name <> ''")
export class TrailEntity {
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'trail_pk',
  })
  id: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date;

  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: 'person' | 'system';

  @Column({ name: 'actor_name', type: 'text' })
  actorName: string;

  @Column({ name: 'actor_role', type: 'text', nullable: true })
  actorRole: string | null;

  @Column({ name: 'self_declared', type: 'boolean', default: false })
  selfDeclared: boolean;

  @Column({ type: 'text' })
  action: string;

  @Column({ name: 'subject_kind', type: 'text' })
  subjectKind: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @Column({ name: 'child_id', type: 'uuid', nullable: true })
  childId: string | null;

  @Column({ type: 'jsonb', default: {} })
  detail: Record<string, unknown>;
}
