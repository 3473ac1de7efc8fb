import { TrailEntity } from './platform/audit/trail.entity.js';
import { InstallationEntity } from './platform/database/installation.entity.js';

/** Every room's tables, as TypeORM sees them. A list, not a folder scan: what is not here does not exist. */
export const entities = [InstallationEntity, TrailEntity];
