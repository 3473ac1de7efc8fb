import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first migration: every room's tables. Constraints are named, because a constraint is the last line of every
 * rule that can have one, and its name is what the error says.
 */
export class CreateTheHouse1795351200000 implements MigrationInterface {
  name = 'CreateTheHouse1795351200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only: a table with children's records in it is never dropped by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  // --- platform: what this database is, and who did what -------------------------------------------------------
  `CREATE TABLE installation (
     only_one boolean NOT NULL DEFAULT true,
     kind text NOT NULL,
     marked_at timestamptz NOT NULL DEFAULT now(),
     detail jsonb NOT NULL DEFAULT '{}',
     CONSTRAINT installation_pk PRIMARY KEY (only_one),
     CONSTRAINT installation_one_row CHECK (only_one),
     CONSTRAINT installation_kind CHECK (kind IN ('demo', 'real'))
   )`,
  `CREATE TABLE trail (
     id bigint GENERATED ALWAYS AS IDENTITY,
     at timestamptz NOT NULL DEFAULT now(),
     actor_kind text NOT NULL,
     actor_name text NOT NULL,
     actor_role text,
     self_declared boolean NOT NULL DEFAULT false,
     action text NOT NULL,
     subject_kind text NOT NULL,
     subject_id text NOT NULL,
     child_id uuid,
     detail jsonb NOT NULL DEFAULT '{}',
     CONSTRAINT trail_pk PRIMARY KEY (id),
     CONSTRAINT trail_actor_kind CHECK (actor_kind IN ('person', 'system')),
     CONSTRAINT trail_actor_named CHECK (actor_name <> '')
   )`,
  `CREATE INDEX trail_subject ON trail (subject_kind, subject_id, id)`,
  `CREATE INDEX trail_child ON trail (child_id, id) WHERE child_id IS NOT NULL`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
  `CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  // --- tasks: something a named role must do -------------------------------------------------------------------
  `CREATE TABLE task (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     kind text NOT NULL,
     key text NOT NULL,
     owner_role text NOT NULL,
     child_id uuid,
     referral_id uuid,
     title text NOT NULL,
     detail jsonb NOT NULL DEFAULT '{}',
     state text NOT NULL DEFAULT 'open',
     raised_at timestamptz NOT NULL DEFAULT now(),
     due_at timestamptz,
     acknowledged_at timestamptz,
     acknowledged_by text,
     escalated_at timestamptz,
     done_at timestamptz,
     done_by text,
     done_note text,
     CONSTRAINT task_pk PRIMARY KEY (id),
     CONSTRAINT task_state CHECK (state IN ('open', 'acknowledged', 'escalated', 'done')),
     CONSTRAINT task_done_by_somebody CHECK (state <> 'done' OR (done_at IS NOT NULL AND done_by IS NOT NULL))
   )`,
  `CREATE UNIQUE INDEX task_one_open ON task (key) WHERE state <> 'done'`,
  `CREATE INDEX task_worklist ON task (owner_role, due_at, id) WHERE state <> 'done'`,
  `CREATE INDEX task_unacknowledged ON task (kind) WHERE state = ANY (ARRAY['open', 'escalated'])`,
  `CREATE INDEX task_child ON task (child_id) WHERE child_id IS NOT NULL`,

  // --- children: one child across every list -------------------------------------------------------------------
  `CREATE TABLE child (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     identity text NOT NULL,
     nhs_number char(10),
     birth_date date NOT NULL,
     given_name text NOT NULL DEFAULT '',
     family_name text NOT NULL DEFAULT '',
     locality text NOT NULL DEFAULT 'none',
     died_on date,
     restricted boolean NOT NULL DEFAULT false,
     created_at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT child_pk PRIMARY KEY (id),
     CONSTRAINT child_identity CHECK (identity IN ('verified', 'local')),
     CONSTRAINT child_verified_has_number CHECK ((identity = 'verified') = (nhs_number IS NOT NULL))
   )`,
  `CREATE UNIQUE INDEX child_one_per_number ON child (nhs_number) WHERE nhs_number IS NOT NULL`,
  `CREATE TABLE child_record (
     referral_id uuid NOT NULL,
     child_id uuid NOT NULL,
     provider text NOT NULL,
     local_patient_identifier text NOT NULL,
     nhs_number text,
     nhs_number_status text,
     given_name text NOT NULL DEFAULT '',
     family_name text NOT NULL DEFAULT '',
     birth_date date NOT NULL,
     died_on date,
     gender text,
     address_line text,
     postcode text,
     ethnic_category text,
     language text,
     gp_practice text,
     school text,
     looked_after text,
     child_protection_plan text,
     sen_type text,
     contact_restriction text,
     contact_method text,
     written_format text,
     interpreter_required text,
     contact_name text,
     contact_relationship text,
     contact_mobile text,
     contact_email text,
     reported_on date NOT NULL,
     CONSTRAINT child_record_pk PRIMARY KEY (referral_id),
     CONSTRAINT child_record_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT child_record_three_answers CHECK (looked_after IN ('Y', 'N') AND child_protection_plan IN ('Y', 'N') AND interpreter_required IN ('Y', 'N'))
   )`,
  `CREATE INDEX child_record_child ON child_record (child_id)`,
  `CREATE INDEX child_record_possible_match ON child_record (birth_date, family_name)`,
  `CREATE INDEX child_record_number ON child_record (nhs_number) WHERE nhs_number IS NOT NULL`,

  // --- ingest: what was read, what was held back, what is wrong ------------------------------------------------
  `CREATE TABLE import_file (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     name text NOT NULL,
     sha256 char(64) NOT NULL,
     kind text NOT NULL,
     census_on date,
     extract_created_at timestamptz,
     counts jsonb NOT NULL,
     imported_at timestamptz NOT NULL DEFAULT now(),
     imported_by text NOT NULL,
     CONSTRAINT import_file_pk PRIMARY KEY (id),
     CONSTRAINT import_file_once UNIQUE (sha256),
     CONSTRAINT import_file_kind CHECK (kind IN ('referrals', 'facts'))
   )`,
  `CREATE TABLE quarantined_row (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     import_file_id uuid NOT NULL,
     row_number integer NOT NULL,
     kind text NOT NULL,
     reason text NOT NULL,
     cells jsonb NOT NULL,
     state text NOT NULL DEFAULT 'held',
     owner_role text NOT NULL,
     held_at timestamptz NOT NULL DEFAULT now(),
     released_at timestamptz,
     CONSTRAINT quarantined_row_pk PRIMARY KEY (id),
     CONSTRAINT quarantined_row_of_file FOREIGN KEY (import_file_id) REFERENCES import_file (id),
     CONSTRAINT quarantined_row_once UNIQUE (import_file_id, row_number),
     CONSTRAINT quarantined_row_state CHECK (state IN ('held', 'released')),
     CONSTRAINT quarantined_row_kind CHECK (kind IN ('referral', 'fact'))
   )`,
  `CREATE INDEX quarantined_row_held ON quarantined_row (reason, id) WHERE state = 'held'`,

  // --- referrals: an entry on one list, and the list it came from ----------------------------------------------
  `CREATE TABLE referral_source (
     provider text NOT NULL,
     service text NOT NULL,
     first_census_on date,
     latest_extract_on date,
     released_at timestamptz,
     released_by text,
     CONSTRAINT referral_source_pk PRIMARY KEY (provider, service)
   )`,
  `CREATE TABLE referral (
     id uuid NOT NULL,
     child_id uuid NOT NULL,
     provider text NOT NULL,
     service text NOT NULL,
     source_system text NOT NULL,
     service_request_identifier text NOT NULL,
     team_type text NOT NULL,
     team_code_system text NOT NULL,
     source_of_referral text,
     primary_reason text,
     priority_type_code text,
     received_on date NOT NULL,
     original_received_on date,
     waiting_since date NOT NULL,
     rtt_status text,
     appointment_on date,
     last_dna_on date,
     state text NOT NULL,
     closed_on date,
     closure_reason text,
     outcome text,
     reported_on date NOT NULL,
     from_first_census boolean NOT NULL DEFAULT false,
     import_file_id uuid,
     content_hash char(64) NOT NULL,
     decision_due_since timestamptz,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT referral_pk PRIMARY KEY (id),
     CONSTRAINT referral_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT referral_once UNIQUE (provider, service_request_identifier),
     CONSTRAINT referral_state CHECK (state IN ('open', 'closed')),
     CONSTRAINT referral_outcome CHECK (outcome IN ('seen', 'left', 'died')),
     CONSTRAINT referral_closed_has_day CHECK (state = 'open' OR closed_on IS NOT NULL),
     CONSTRAINT referral_waits_from_first_receipt CHECK (waiting_since <= received_on)
   )`,
  `CREATE INDEX referral_child ON referral (child_id)`,
  `CREATE INDEX referral_due ON referral (child_id) WHERE decision_due_since IS NOT NULL`,
  `CREATE INDEX referral_history ON referral (service, closed_on) WHERE state = 'closed'`,
  `ALTER TABLE child_record ADD CONSTRAINT child_record_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id) DEFERRABLE INITIALLY DEFERRED`,
  `CREATE TABLE finding (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     referral_id uuid NOT NULL,
     code text NOT NULL,
     detail jsonb NOT NULL DEFAULT '{}',
     owner_role text NOT NULL,
     raised_at timestamptz NOT NULL DEFAULT now(),
     resolved_at timestamptz,
     resolved_by text,
     CONSTRAINT finding_pk PRIMARY KEY (id),
     CONSTRAINT finding_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
   )`,
  `CREATE UNIQUE INDEX finding_one_open ON finding (referral_id, code) WHERE resolved_at IS NULL`,
  `CREATE INDEX finding_worklist ON finding (owner_role, raised_at, id) WHERE resolved_at IS NULL`,

  // --- facts ---------------------------------------------------------------------------------------------------
  `CREATE TABLE fact (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     child_id uuid NOT NULL,
     referral_id uuid,
     code text NOT NULL,
     value text NOT NULL,
     source text NOT NULL,
     organisation text NOT NULL,
     recorded_on date NOT NULL,
     received_at timestamptz NOT NULL DEFAULT now(),
     import_file_id uuid,
     withdrawn_at timestamptz,
     withdrawn_by text,
     withdrawn_reason text,
     CONSTRAINT fact_pk PRIMARY KEY (id),
     CONSTRAINT fact_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT fact_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
     CONSTRAINT fact_source CHECK (source IN ('parent', 'child', 'school', 'clinician', 'council', 'system'))
   )`,
  `CREATE UNIQUE INDEX fact_once_about_child ON fact (child_id, code, source, organisation, recorded_on) WHERE referral_id IS NULL AND withdrawn_at IS NULL`,
  `CREATE UNIQUE INDEX fact_once_about_referral ON fact (referral_id, code, source, organisation, recorded_on) WHERE referral_id IS NOT NULL AND withdrawn_at IS NULL`,
  `CREATE INDEX fact_child ON fact (child_id)`,

  // --- triage --------------------------------------------------------------------------------------------------
  `CREATE TABLE decision (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     sequence bigint GENERATED ALWAYS AS IDENTITY,
     referral_id uuid NOT NULL,
     child_id uuid NOT NULL,
     decided_at timestamptz NOT NULL DEFAULT now(),
     decided_for date NOT NULL,
     decided_by text NOT NULL,
     rule_set_id text NOT NULL,
     rule_set_version text NOT NULL,
     rule_set_hash char(64) NOT NULL,
     band text NOT NULL,
     standing_band text NOT NULL,
     standing_since date NOT NULL,
     could_be text NOT NULL,
     act_today boolean NOT NULL,
     lower_proposal text,
     holds_until date,
     input_hash char(64) NOT NULL,
     receipt jsonb NOT NULL,
     CONSTRAINT decision_pk PRIMARY KEY (id),
     CONSTRAINT decision_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
   )`,
  `CREATE INDEX decision_referral ON decision (referral_id, sequence)`,
  `CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `CREATE TABLE confirmation (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     referral_id uuid NOT NULL,
     decision_id uuid NOT NULL,
     band text NOT NULL,
     confirmed_on date NOT NULL,
     confirmed_at timestamptz NOT NULL DEFAULT now(),
     confirmed_by text NOT NULL,
     note text,
     CONSTRAINT confirmation_pk PRIMARY KEY (id),
     CONSTRAINT confirmation_of_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
     CONSTRAINT confirmation_once UNIQUE (decision_id, band)
   )`,
  `CREATE INDEX confirmation_referral ON confirmation (referral_id, confirmed_on)`,
  `CREATE TRIGGER confirmation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON confirmation
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `CREATE TABLE act_today_episode (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     referral_id uuid NOT NULL,
     child_id uuid NOT NULL,
     decision_id uuid NOT NULL,
     started_at timestamptz NOT NULL DEFAULT now(),
     input_key char(64) NOT NULL,
     evidence text[] NOT NULL,
     ended_at timestamptz,
     ended_by text,
     what_was_done text,
     CONSTRAINT act_today_episode_pk PRIMARY KEY (id),
     CONSTRAINT act_today_episode_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
     CONSTRAINT act_today_episode_of_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
     CONSTRAINT act_today_episode_ended_by_somebody CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND what_was_done IS NOT NULL))
   )`,
  `CREATE UNIQUE INDEX act_today_episode_one_open ON act_today_episode (referral_id, input_key) WHERE ended_at IS NULL`,
  `CREATE INDEX act_today_episode_referral ON act_today_episode (referral_id)`,

  // --- waiting-list: the projection its page reads -------------------------------------------------------------
  `CREATE TABLE waiting_list_entry (
     referral_id uuid NOT NULL,
     child_id uuid NOT NULL,
     service text NOT NULL,
     provider text NOT NULL,
     decision_id uuid NOT NULL,
     act_today boolean NOT NULL,
     band text NOT NULL,
     band_rank smallint NOT NULL,
     order_group text COLLATE "C" NOT NULL,
     band_confirmed boolean NOT NULL DEFAULT false,
     lower_proposal text,
     could_be text NOT NULL,
     safe_wait_days integer NOT NULL,
     counted_from bigint NOT NULL,
     waiting_since date NOT NULL,
     protected_from_share smallint,
     top_reason text NOT NULL,
     review_on date NOT NULL,
     holds_until date,
     appointment_on date,
     lists text[] NOT NULL,
     locality text NOT NULL,
     child_name text NOT NULL,
     birth_date date NOT NULL,
     nhs_number text,
     reported_on date NOT NULL,
     search tsvector NOT NULL,
     CONSTRAINT waiting_list_entry_pk PRIMARY KEY (referral_id),
     CONSTRAINT waiting_list_entry_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
     CONSTRAINT waiting_list_entry_of_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
     CONSTRAINT waiting_list_entry_safe_wait CHECK (safe_wait_days BETWEEN 1 AND 10000),
     CONSTRAINT waiting_list_entry_in_its_group CHECK (order_group = band_rank || '/' || band || '/' || safe_wait_days || '/' || coalesce(protected_from_share::text, 'never'))
   )`,
  // The order of a group (band, safe wait, protection point) never changes as days pass: one range of an index each. One
  // column names the group, so that the planner knows how many rows a group has.
  `CREATE INDEX waiting_list_entry_order ON waiting_list_entry (order_group, counted_from, waiting_since, referral_id) WHERE NOT act_today`,
  `CREATE INDEX waiting_list_entry_service_order ON waiting_list_entry (service, order_group, counted_from, waiting_since, referral_id) WHERE NOT act_today`,
  `CREATE INDEX waiting_list_entry_locality_order ON waiting_list_entry (locality, service, order_group, counted_from, waiting_since, referral_id) WHERE NOT act_today`,
  `CREATE INDEX waiting_list_entry_act_today ON waiting_list_entry (waiting_since, referral_id) WHERE act_today`,
  `CREATE INDEX waiting_list_entry_holds_until ON waiting_list_entry (holds_until) WHERE holds_until IS NOT NULL`,
  `CREATE INDEX waiting_list_entry_child ON waiting_list_entry (child_id)`,
  `CREATE INDEX waiting_list_entry_search ON waiting_list_entry USING gin (search)`,
  // How many wait in each group, kept by triggers as rows to add up: exact in every snapshot, and two writers never
  // wait for each other. Rows are folded together once they are many more than the groups.
  `CREATE TABLE waiting_list_tally (
     id bigint GENERATED ALWAYS AS IDENTITY,
     service text NOT NULL,
     locality text NOT NULL,
     act_today boolean NOT NULL,
     order_group text COLLATE "C" NOT NULL,
     band text NOT NULL,
     band_rank smallint NOT NULL,
     safe_wait_days integer NOT NULL,
     protected_from_share smallint,
     entries integer NOT NULL,
     CONSTRAINT waiting_list_tally_pk PRIMARY KEY (id)
   )`,
  `CREATE FUNCTION tally_waiting_list() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE tallied bigint;
     BEGIN
       IF TG_OP = 'TRUNCATE' THEN
         DELETE FROM waiting_list_tally;
         RETURN NULL;
       END IF;
       IF TG_OP = 'INSERT' THEN
         INSERT INTO waiting_list_tally (service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, entries)
         SELECT service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, count(*)
         FROM came GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
       ELSIF TG_OP = 'DELETE' THEN
         INSERT INTO waiting_list_tally (service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, entries)
         SELECT service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, -count(*)
         FROM went GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
       ELSE
         INSERT INTO waiting_list_tally (service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, entries)
         SELECT service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, sum(entries)
         FROM (SELECT *, 1 AS entries FROM came UNION ALL SELECT *, -1 FROM went) AS moved
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(entries) <> 0;
       END IF;
       SELECT count(*) INTO tallied FROM waiting_list_tally;
       IF tallied > 1000 AND tallied > 2 * (SELECT count(*) FROM (SELECT DISTINCT service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share FROM waiting_list_tally)) THEN
         WITH folded AS (
           DELETE FROM waiting_list_tally
           WHERE id IN (SELECT id FROM waiting_list_tally FOR UPDATE SKIP LOCKED)
           RETURNING *
         )
         INSERT INTO waiting_list_tally (service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, entries)
         SELECT service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share, sum(entries)
         FROM folded GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(entries) <> 0;
       END IF;
       RETURN NULL;
     END $$`,
  `CREATE TRIGGER waiting_list_entry_came AFTER INSERT ON waiting_list_entry
     REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION tally_waiting_list()`,
  `CREATE TRIGGER waiting_list_entry_moved AFTER UPDATE ON waiting_list_entry
     REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION tally_waiting_list()`,
  `CREATE TRIGGER waiting_list_entry_went AFTER DELETE ON waiting_list_entry
     REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION tally_waiting_list()`,
  `CREATE TRIGGER waiting_list_entry_emptied AFTER TRUNCATE ON waiting_list_entry
     FOR EACH STATEMENT EXECUTE FUNCTION tally_waiting_list()`,

  // --- flags ---------------------------------------------------------------------------------------------------
  `CREATE TABLE flag (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     child_id uuid NOT NULL,
     board text NOT NULL,
     locality text NOT NULL,
     key text NOT NULL,
     source text NOT NULL,
     reason text NOT NULL,
     next_step text,
     state text NOT NULL,
     decision_id uuid,
     raised_at timestamptz NOT NULL DEFAULT now(),
     raised_by text NOT NULL,
     moved_at timestamptz NOT NULL DEFAULT now(),
     moved_by text NOT NULL,
     moved_reason text,
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT flag_pk PRIMARY KEY (id),
     CONSTRAINT flag_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT flag_board CHECK (board IN ('locality', 'access')),
     CONSTRAINT flag_source CHECK (source IN ('rule', 'person')),
     CONSTRAINT flag_state CHECK (state IN ('suggested', 'flagged', 'declined')),
     CONSTRAINT flag_declined_with_reason CHECK (state <> 'declined' OR moved_reason IS NOT NULL)
   )`,
  `CREATE UNIQUE INDEX flag_one_per_cause ON flag (child_id, board, key)`,
  `CREATE INDEX flag_board_page ON flag (board, locality, state, raised_at, id)`,
  `CREATE TABLE flag_move (
     flag_id uuid NOT NULL,
     version integer NOT NULL,
     from_state text NOT NULL,
     to_state text NOT NULL,
     reason text,
     next_step text,
     moved_at timestamptz NOT NULL DEFAULT now(),
     moved_by text NOT NULL,
     CONSTRAINT flag_move_pk PRIMARY KEY (flag_id, version),
     CONSTRAINT flag_move_of_flag FOREIGN KEY (flag_id) REFERENCES flag (id),
     CONSTRAINT flag_move_declined_with_reason CHECK (to_state <> 'declined' OR reason IS NOT NULL)
   )`,
  `CREATE TRIGGER flag_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON flag_move
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  // --- comms ---------------------------------------------------------------------------------------------------
  `CREATE TABLE message (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     child_id uuid NOT NULL,
     referral_ids uuid[] NOT NULL,
     kind text NOT NULL,
     due_on date NOT NULL,
     state text NOT NULL,
     hold_reasons text[] NOT NULL DEFAULT '{}',
     template text NOT NULL,
     template_version text NOT NULL,
     channel text NOT NULL,
     recipient_name text,
     recipient_address text,
     subject text,
     body text,
     estimate jsonb,
     planned_at timestamptz NOT NULL DEFAULT now(),
     planned_by text NOT NULL,
     next_attempt_at timestamptz,
     attempts integer NOT NULL DEFAULT 0,
     claim uuid,
     claimed_at timestamptz,
     provider text,
     provider_reference text,
     sent_at timestamptz,
     failure text,
     CONSTRAINT message_pk PRIMARY KEY (id),
     CONSTRAINT message_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT message_kind CHECK (kind IN ('joined', 'update')),
     CONSTRAINT message_state CHECK (state IN ('held', 'ready', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
     CONSTRAINT message_held_has_reason CHECK ((state = 'held') = (hold_reasons <> '{}')),
     CONSTRAINT message_sendable_is_whole CHECK (state NOT IN ('ready', 'sending', 'sent') OR (recipient_address IS NOT NULL AND body IS NOT NULL))
   )`,
  `CREATE UNIQUE INDEX message_one_on_its_way ON message (child_id) WHERE state IN ('held', 'ready', 'sending', 'uncertain')`,
  `CREATE INDEX message_to_send ON message (next_attempt_at, id) WHERE state = 'ready'`,
  `CREATE INDEX message_claimed ON message (claimed_at) WHERE state = 'sending'`,
  `CREATE INDEX message_child ON message (child_id, planned_at DESC)`,
  `CREATE INDEX message_latest ON message (planned_at, id)`,
  `CREATE INDEX message_state_latest ON message (state, planned_at, id)`,
  `CREATE TABLE recorded_message (
     message_id uuid NOT NULL,
     recorded_at timestamptz NOT NULL DEFAULT now(),
     recipient_name text,
     recipient_address text NOT NULL,
     subject text NOT NULL,
     body text NOT NULL,
     CONSTRAINT recorded_message_pk PRIMARY KEY (message_id)
   )`,
  `CREATE INDEX recorded_message_latest ON recorded_message (recorded_at DESC, message_id)`,
];
