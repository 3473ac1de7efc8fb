import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The register of information-sharing agreements: versions that never change, approved by two people, withdrawn at most
 * once. And how confidential each fact is, which row-level security then holds.
 */
export class RegisterSharing1795710000000 implements MigrationInterface {
  name = 'RegisterSharing1795710000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...register, ...confidence]) await queryRunner.query(statement);
  }

  /** Forward only: what was agreed, and by whom, is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const register: readonly string[] = [
  `CREATE TABLE sharing_agreement (
     agreement text NOT NULL,
     version integer NOT NULL,
     content jsonb NOT NULL,
     content_hash text NOT NULL,
     proposed_by_id text NOT NULL,
     proposed_by text NOT NULL,
     proposed_by_organisation text NOT NULL,
     proposed_at timestamptz NOT NULL,
     CONSTRAINT sharing_agreement_pk PRIMARY KEY (agreement, version),
     CONSTRAINT sharing_agreement_version CHECK (version > 0),
     CONSTRAINT sharing_agreement_sha256 CHECK (content_hash ~ '^[0-9a-f]{64}$')
   )`,
  // Two people of two organisations; who proposed it is neither (trigger).
  `CREATE TABLE sharing_approval (
     agreement text NOT NULL,
     version integer NOT NULL,
     approved_by_id text NOT NULL,
     approved_by text NOT NULL,
     organisation text NOT NULL,
     looked_at text NOT NULL,
     approved_at timestamptz NOT NULL,
     CONSTRAINT sharing_approval_pk PRIMARY KEY (agreement, version, approved_by_id),
     CONSTRAINT sharing_approval_of_two_organisations UNIQUE (agreement, version, organisation),
     CONSTRAINT sharing_approval_of_version FOREIGN KEY (agreement, version)
       REFERENCES sharing_agreement (agreement, version)
   )`,
  `CREATE TABLE sharing_withdrawal (
     agreement text NOT NULL,
     version integer NOT NULL,
     withdrawn_by_id text NOT NULL,
     withdrawn_by text NOT NULL,
     organisation text NOT NULL,
     reason text NOT NULL,
     withdrawn_at timestamptz NOT NULL,
     CONSTRAINT sharing_withdrawal_pk PRIMARY KEY (agreement, version),
     CONSTRAINT sharing_withdrawal_of_version FOREIGN KEY (agreement, version)
       REFERENCES sharing_agreement (agreement, version)
   )`,
  ...['sharing_agreement', 'sharing_approval', 'sharing_withdrawal'].flatMap((table) => [
    // By grant and by trigger: what was agreed is never altered. Viewers' own role reads none of it: the register is of
    // no child, and is read by the service for everybody who is signed in.
    `REVOKE UPDATE, DELETE ON ${table} FROM breakwater_service`,
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ]),
  `CREATE FUNCTION refuse_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF EXISTS (SELECT FROM sharing_agreement AS a WHERE a.agreement = NEW.agreement AND a.version = NEW.version
                    AND (a.proposed_by_id = NEW.approved_by_id OR lower(a.proposed_by) = lower(NEW.approved_by))) THEN
         RAISE EXCEPTION 'nobody approves what they proposed' USING ERRCODE = 'check_violation';
       END IF;
       RETURN NEW;
     END $$`,
  `CREATE TRIGGER sharing_approval_by_others BEFORE INSERT ON sharing_approval
     FOR EACH ROW EXECUTE FUNCTION refuse_own_approval()`,
];

/** The owner's own reading of row-level security for facts, to which confidence is added. */
const VISIBLE_FACT = `viewer_sees_child(child_id) AND (referral_id IS NULL OR viewer_sees_referral(referral_id))
     AND (child_id::text = ANY ((SELECT scope_of('opened'))::text[])
       OR organisation || '/' || code = ANY ((SELECT scope_of('facts'))::text[])
       OR organisation || '/*' = ANY ((SELECT scope_of('facts'))::text[])
       OR '*' = ANY ((SELECT scope_of('facts'))::text[]))`;

const confidence: readonly string[] = [
  // A constant default rewrites nothing; only facts of the three other sources are touched.
  `ALTER TABLE fact ADD COLUMN confidence text NOT NULL DEFAULT 'usual'
     CONSTRAINT fact_confidence CHECK (confidence IN ('usual', 'child_in_confidence', 'third_party'))`,
  `UPDATE fact SET confidence = CASE source WHEN 'child' THEN 'child_in_confidence' ELSE 'third_party' END
   WHERE source IN ('child', 'council', 'system')`,
  'ALTER TABLE fact ALTER COLUMN confidence DROP DEFAULT',
  // Who says nothing about it means what the source means (src/facts/confidence.ts): the release before does not know.
  `CREATE FUNCTION fact_confidence_of_source() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       NEW.confidence := CASE NEW.source WHEN 'child' THEN 'child_in_confidence'
         WHEN 'council' THEN 'third_party' WHEN 'system' THEN 'third_party' ELSE 'usual' END;
       RETURN NEW;
     END $$`,
  `CREATE TRIGGER fact_confidence_not_said BEFORE INSERT ON fact
     FOR EACH ROW WHEN (NEW.confidence IS NULL) EXECUTE FUNCTION fact_confidence_of_source()`,
  `ALTER POLICY fact_viewer ON fact USING (${VISIBLE_FACT}
     AND (confidence <> 'child_in_confidence' OR (SELECT current_setting('breakwater.confidential', true)) = 'yes'))`,
];
