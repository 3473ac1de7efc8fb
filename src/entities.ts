import { OpenedRecordLookEntity } from './access/opened-record-look.entity.js';
import { OpenedRecordEntity, OpeningTriesEntity } from './access/opened-record.entity.js';
import { ChildRecordEntity } from './children/child-record.entity.js';
import { ChildEntity } from './children/child.entity.js';
import { MessageEntity, RecordedMessageEntity } from './comms/message.entity.js';
import { FactEntity } from './facts/fact.entity.js';
import { FlagEntity, FlagMoveEntity } from './flags/flag.entity.js';
import { ImportFileEntity } from './ingest/import-file.entity.js';
import { QuarantinedRowEntity } from './ingest/quarantined-row.entity.js';
import { SessionEntity } from './platform/auth/sessions/session.entity.js';
import { SignInAttemptEntity } from './platform/auth/sessions/sign-in-attempt.entity.js';
import { TrailEntity, TrailLinkEntity } from './platform/audit/trail.entity.js';
import { InstallationEntity } from './platform/database/installation.entity.js';
import { RateLimitEntity } from './platform/http/rate-limit.entity.js';
import { ClockEventEntity } from './referrals/clock-event.entity.js';
import { FindingEntity } from './referrals/finding.entity.js';
import { ReferralSourceEntity } from './referrals/referral-source.entity.js';
import { ReferralEntity } from './referrals/referral.entity.js';
import {
  SharingAgreementEntity,
  SharingApprovalEntity,
  SharingWithdrawalEntity,
} from './sharing/sharing.entity.js';
import { TaskEntity } from './tasks/task.entity.js';
import { DecisionBasisEntity } from './triage/decision-basis.entity.js';
import { DecisionRunEntity, DecisionRunPartEntity } from './triage/decision-run.entity.js';
import { ActTodayEpisodeEntity, ConfirmationEntity, DecisionEntity } from './triage/decision.entity.js';
import { WaitingListEntryEntity } from './waiting-list/waiting-list-entry.entity.js';
import { WaitingListTallyEntity } from './waiting-list/waiting-list-tally.entity.js';
import { UnusualViewingReviewEntity } from './who-looked/unusual-viewing-review.entity.js';

/** Every room's tables, as TypeORM sees them. A list, not a folder scan: what is not here does not exist. */
export const entities = [
  InstallationEntity,
  TrailEntity,
  TrailLinkEntity,
  SessionEntity,
  SignInAttemptEntity,
  RateLimitEntity,
  TaskEntity,
  SharingAgreementEntity,
  SharingApprovalEntity,
  SharingWithdrawalEntity,
  ChildEntity,
  ChildRecordEntity,
  ReferralSourceEntity,
  ReferralEntity,
  FindingEntity,
  ClockEventEntity,
  FactEntity,
  DecisionEntity,
  ConfirmationEntity,
  ActTodayEpisodeEntity,
  DecisionBasisEntity,
  DecisionRunEntity,
  DecisionRunPartEntity,
  WaitingListEntryEntity,
  WaitingListTallyEntity,
  FlagEntity,
  FlagMoveEntity,
  MessageEntity,
  RecordedMessageEntity,
  ImportFileEntity,
  QuarantinedRowEntity,
  OpenedRecordEntity,
  OpenedRecordLookEntity,
  OpeningTriesEntity,
  UnusualViewingReviewEntity,
];
