import { behindNobody } from './behind-nobody.js';
import { CreateTheHouse1795351200000 } from './1795351200000-create-the-house.js';
import { ChainTheTrail1795690000000 } from './1795690000000-chain-the-trail.js';
import { ScopeWhatViewersSee1795690100000 } from './1795690100000-scope-what-viewers-see.js';
import { KeepSessions1795700000000 } from './1795700000000-keep-sessions.js';
import { RegisterSharing1795710000000 } from './1795710000000-register-sharing.js';
import { OpenRecords1795720000000 } from './1795720000000-open-records.js';
import { ReviewUnusualViewing1795720100000 } from './1795720100000-review-unusual-viewing.js';
import { KeepFlagReasonFacts1795730000000 } from './1795730000000-keep-flag-reason-facts.js';
import { ListWhatViewersSee1795731000000 } from './1795731000000-list-what-viewers-see.js';
import { ReachWhatEscalates1795740000000 } from './1795740000000-reach-what-escalates.js';
import { ShowWhatAccessDeclined1795741000000 } from './1795741000000-show-what-access-declined.js';
import { FindLinesOfTheTrail1795742000000 } from './1795742000000-find-lines-of-the-trail.js';
import { NarrowWhatViewersSee1795744000000 } from './1795744000000-narrow-what-viewers-see.js';
import { LookByOrganisation1795744010000 } from './1795744010000-look-by-organisation.js';
import { KeepWhatDecisionsSaw1795750100000 } from './1795750100000-keep-what-decisions-saw.js';
import { FindRecordsAlike1795750200000 } from './1795750200000-find-records-alike.js';
import { KeepTheMapping1795770000000 } from './1795770000000-keep-the-mapping.js';
import { KeepClockEvents1795780000000 } from './1795780000000-keep-clock-events.js';
import { MarkWhatWasTyped1795790000000 } from './1795790000000-mark-what-was-typed.js';

/** Every migration, oldest first. A list, not a folder scan: what runs is what was reviewed. */
export const migrations = [
  CreateTheHouse1795351200000,
  ChainTheTrail1795690000000,
  ScopeWhatViewersSee1795690100000,
  KeepSessions1795700000000,
  RegisterSharing1795710000000,
  OpenRecords1795720000000,
  ReviewUnusualViewing1795720100000,
  KeepFlagReasonFacts1795730000000,
  ListWhatViewersSee1795731000000,
  ReachWhatEscalates1795740000000,
  ShowWhatAccessDeclined1795741000000,
  FindLinesOfTheTrail1795742000000,
  NarrowWhatViewersSee1795744000000,
  LookByOrganisation1795744010000,
  KeepWhatDecisionsSaw1795750100000,
  FindRecordsAlike1795750200000,
  KeepTheMapping1795770000000,
  KeepClockEvents1795780000000,
  MarkWhatWasTyped1795790000000,
].map((migration) => behindNobody(migration));
