import { Inject, Injectable } from '@nestjs/common';
import type { Naming } from '../../kernel/naming.js';
import type { AccessMap } from './claims/access-map.js';
import { ACCESS_MAP } from './claims/configured-map.js';

/** What organisations are called: as the access map calls them, which is the one place that says it. */
@Injectable()
export class Organisations {
  constructor(@Inject(ACCESS_MAP) private readonly map: Pick<AccessMap, 'organisations'> | null) {}

  /** Of a code that the map does not name: the code, so that staff can ask about it. */
  readonly named: Naming = (code) => this.known(code) ?? code;

  /** undefined where the map does not name it. */
  readonly known = (code: string): string | undefined =>
    this.map?.organisations.find((organisation) => organisation.code === code)?.name;
}
