import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** One line of the trail; only ever added (a trigger refuses anything else). Written through `Trail`. */
@Entity('trail')
@Index('trail_subject', ['subjectKind', 'subjectId', 'id'])
@Index('trail_children', { synchronize: false })
@Index('trail_actor', ['actorId', 'id'], { where: 'actor_id IS NOT NULL' })
@Index('trail_at', ['at'])
@Index('trail_child', ['childId', 'id'], { where: 'child_id IS NOT NULL' })
@Index('trail_actor_name', { synchronize: false })
@Index('trail_copies', ['id'], { where: "act = 'export'" })
@Check('trail_actor_kind', "actor_kind IN ('person', 'system')")
@Check('trail_actor_named', "actor_name <> ''")
@Check('trail_act', "act IN ('view', 'search', 'export', 'change')")
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

  /** A look, a search, a copy that left, or a change. */
  @Column({ type: 'text', default: 'change' })
  act: 'view' | 'search' | 'export' | 'change';

  /** Who exactly: issuer and subject. */
  @Column({ name: 'actor_id', type: 'text', nullable: true })
  actorId: string | null;

  @Column({ type: 'text', nullable: true })
  organisation: string | null;

  @Column({ type: 'text', nullable: true })
  agency: string | null;

  @Column({ name: 'from_address', type: 'text', nullable: true })
  fromAddress: string | null;

  @Column({ type: 'text', nullable: true })
  why: string | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId: string | null;

  /** Every child on a list that was shown; empty where it was about one child or none. */
  @Column({ name: 'child_ids', type: 'uuid', array: true, default: '{}' })
  childIds: string[];
}

/** The chain: each line's SHA-256 over the hash before and the line. A trigger writes it at commit; nobody else can. */
@Entity('trail_link')
@Check('trail_link_sha256', 'octet_length(hash) = 32')
@Unique('trail_link_once', ['trailId'])
export class TrailLinkEntity {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'trail_link_pk' })
  position: string;

  @Column({ name: 'trail_id', type: 'bigint' })
  trailId: string;

  @Column({ type: 'bytea' })
  hash: Buffer;
}
