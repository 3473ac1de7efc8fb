import { AccessModule } from './access/access.module.js';
import { CaseloadModule } from './caseload/caseload.module.js';
import { ChildrenModule } from './children/children.module.js';
import { CommsModule } from './comms/comms.module.js';
import { DemoModule } from './demo/demo.module.js';
import { EstimatesModule } from './estimates/estimates.module.js';
import { FactsModule } from './facts/facts.module.js';
import { FlagsModule } from './flags/flags.module.js';
import { HowWeDecideModule } from './how-we-decide/how-we-decide.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { MdtModule } from './mdt/mdt.module.js';
import { ReferralsModule } from './referrals/referrals.module.js';
import { RuleSetsModule } from './rule-sets/rule-sets.module.js';
import { SharingModule } from './sharing/sharing.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TriageModule } from './triage/triage.module.js';
import { WaitingListModule } from './waiting-list/waiting-list.module.js';
import { WhoLookedModule } from './who-looked/who-looked.module.js';

/** Every room of the house, as web, worker and commands all have them; what drives delivery is apart. */
export const rooms = [
  TasksModule,
  FactsModule,
  RuleSetsModule,
  ChildrenModule,
  SharingModule,
  AccessModule,
  ReferralsModule,
  TriageModule,
  FlagsModule,
  WaitingListModule,
  EstimatesModule,
  CommsModule,
  CaseloadModule,
  IngestModule,
  MdtModule,
  WhoLookedModule,
  HowWeDecideModule,
  DemoModule,
];
