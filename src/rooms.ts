import { ChildrenModule } from './children/children.module.js';
import { EstimatesModule } from './estimates/estimates.module.js';
import { FactsModule } from './facts/facts.module.js';
import { FlagsModule } from './flags/flags.module.js';
import { ReferralsModule } from './referrals/referrals.module.js';
import { TasksModule } from './tasks/tasks.module.js';

/** Every room of the house, as web, worker and commands all have them; processors are the worker's alone. */
export const rooms = [
  ChildrenModule,
  EstimatesModule,
  FactsModule,
  FlagsModule,
  ReferralsModule,
  TasksModule,
];
