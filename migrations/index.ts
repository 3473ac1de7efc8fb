import { CreateTheHouse1795351200000 } from './1795351200000-create-the-house.js';

/** Every migration, oldest first. A list, not a folder scan: what runs is what was reviewed. */
export const migrations = [CreateTheHouse1795351200000];
