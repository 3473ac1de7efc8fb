import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Entries that a person sent by itself before such an entry said so, and that no extract has listed: they carry
 * `entered_by_hand` as those of today do. Who sent an entry is in the trail alone. Not marked is an entry that joined a child
 * with an entry of before it: today that is only possible to whoever works with the child, and who did is not known any more.
 * Only rows are added, and only entries without an extract are looked up in the trail, by its index.
 */
export class MarkWhatWasTyped1795790000000 implements MigrationInterface {
  name = 'MarkWhatWasTyped1795790000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `INSERT INTO finding (referral_id, code, owner_role)
       SELECT r.id, 'entered_by_hand', 'list_office'
       FROM referral r
       JOIN LATERAL (
         SELECT t.id, t.actor_kind FROM trail t
         WHERE t.subject_kind = 'referral' AND t.subject_id = r.id::text AND t.action = 'referral.received'
         ORDER BY t.id LIMIT 1) received ON received.actor_kind = 'person'
       WHERE r.import_file_id IS NULL AND r.state = 'open'
         AND NOT EXISTS (
           SELECT FROM referral other
           JOIN trail t ON t.subject_kind = 'referral' AND t.subject_id = other.id::text
             AND t.action = 'referral.received' AND t.id < received.id
           WHERE other.child_id = r.child_id AND other.id <> r.id)
       ON CONFLICT (referral_id, code) WHERE resolved_at IS NULL DO NOTHING`,
    );
  }

  /** Forward only: a doubt is resolved by an extract, not by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}
