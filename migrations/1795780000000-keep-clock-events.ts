import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened to each wait, told by lists and by people, only ever added to: clocks are folded from it whenever they are
 * asked for. What the entries' own columns say today is told once here, as the next extract would tell it, and was said when the file came that
 * said it, or else when the entry last changed. A new table.
 */
export class KeepClockEvents1795780000000 implements MigrationInterface {
  name = 'KeepClockEvents1795780000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Forward only: what happened to a wait is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  `CREATE TABLE clock_event (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     sequence bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
     referral_id uuid NOT NULL,
     kind text NOT NULL,
     happened_on date,
     communicated_on date,
     detail jsonb NOT NULL DEFAULT '{}',
     note text,
     source text NOT NULL,
     said_by text NOT NULL,
     said_at timestamptz NOT NULL DEFAULT now(),
     import_file_id uuid,
     withdraws uuid,
     CONSTRAINT clock_event_pk PRIMARY KEY (id),
     CONSTRAINT clock_event_of_event FOREIGN KEY (withdraws) REFERENCES clock_event (id),
     CONSTRAINT clock_event_source CHECK (source IN ('list', 'person')),
     CONSTRAINT clock_event_dated CHECK (happened_on IS NOT NULL OR kind IN ('received', 'withdrawn')),
     CONSTRAINT clock_event_withdraws CHECK ((kind = 'withdrawn') = (withdraws IS NOT NULL)),
     CONSTRAINT clock_event_says_why CHECK (source = 'list' OR kind NOT IN ('start_corrected', 'withdrawn')
       OR coalesce(trim(note), '') <> '')
   )`,
  `CREATE INDEX clock_event_referral ON clock_event (referral_id, sequence)`,
  `CREATE UNIQUE INDEX clock_event_withdrawn_once ON clock_event (withdraws) WHERE withdraws IS NOT NULL`,
  `INSERT INTO clock_event (referral_id, kind, happened_on, detail, source, said_by, said_at, import_file_id)
   SELECT r.id, v.kind, v.happened_on, CASE WHEN v.kind = 'rtt' THEN jsonb_build_object('code', r.rtt_status) ELSE '{}' END,
     'list', r.provider, coalesce(f.imported_at, r.updated_at), r.import_file_id
   FROM referral AS r LEFT JOIN child_record AS k ON k.referral_id = r.id
   LEFT JOIN import_file AS f ON f.id = r.import_file_id
   CROSS JOIN LATERAL (VALUES
     ('received', r.received_on),
     ('first_received', CASE WHEN r.original_received_on < r.received_on THEN r.original_received_on END),
     ('rtt', CASE WHEN r.rtt_status IS NOT NULL THEN r.reported_on END),
     ('missed_unclear', r.last_dna_on),
     ('discharged', r.closed_on),
     ('died', k.died_on)) AS v (kind, happened_on)
   WHERE v.happened_on IS NOT NULL`,
  // After the telling: from here on, and no longer, whoever writes about an entry waits.
  `ALTER TABLE clock_event ADD CONSTRAINT clock_event_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id)`,
  `CREATE TRIGGER clock_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clock_event
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, DELETE ON clock_event FROM breakwater_service',
  'GRANT SELECT ON clock_event TO breakwater_viewer',
  'ALTER TABLE clock_event ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY clock_event_service ON clock_event TO breakwater_service USING (true) WITH CHECK (true)',
  // Seen with the entry it is about, as findings are.
  `CREATE POLICY clock_event_viewer ON clock_event FOR SELECT TO breakwater_viewer
     USING (viewer_sees_referral(referral_id))`,
  `CREATE POLICY clock_event_viewer_escalated ON clock_event FOR SELECT TO breakwater_viewer
     USING (referral_id = ANY ((SELECT viewer_escalated_referrals())::uuid[]))`,
];
