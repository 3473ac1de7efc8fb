import { Inject, Injectable } from '@nestjs/common';
import type { AccessMap } from '../platform/auth/claims/access-map.js';
import { ACCESS_MAP } from '../platform/auth/claims/configured-map.js';
import { type LooksFor, looksFor, type Officers, officersIn, officersOf } from './privacy-officers.js';

/** Who looks at what was opened: an organisation that has no privacy officer is looked for by one that has. */
@Injectable()
export class PrivacyOfficers {
  readonly officers: Officers;

  constructor(
    @Inject(ACCESS_MAP) map: Pick<AccessMap, 'organisations' | 'roles' | 'privacyOfficersOf'> | null,
  ) {
    this.officers = officersIn(map);
  }

  /** Whom the privacy officers of that organisation look for. */
  lookingFor(organisation: string): LooksFor {
    return looksFor(this.officers, organisation);
  }

  /** These organisations and those whose officers stand in for them, each once. */
  of(organisations: readonly string[]): string[] {
    return [...new Set(organisations.flatMap((one) => [one, officersOf(this.officers, one)]))];
  }
}
