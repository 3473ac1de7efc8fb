import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';

const CURSOR = /^[1-9]\d{0,17}$/;
const notACursor = { message: 'not a cursor this service has given out' };
const ONE_LINE = /^[^\p{Cc}]*$/u;
const oneLine = { message: '$property must be one line of text' };
const acts = ['view', 'search', 'export', 'change'] as const;

/** `GET /children/{id}/who-looked` */
export class ReadWhoLooked {
  @IsOptional()
  @IsIn(['family', 'staff'])
  for?: 'family' | 'staff';

  @IsOptional()
  @Matches(CURSOR, notACursor)
  before?: string;
}

/** Days, both included; read and checked together by `readDayRange`. */
class Days {
  @IsOptional()
  @IsString()
  @MaxLength(10)
  from?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10)
  to?: string;
}

/** `GET /audit` */
export class SearchTrail extends Days {
  @IsOptional()
  @IsString()
  @MaxLength(300)
  @Matches(ONE_LINE, oneLine)
  person?: string;

  /** A child's id; blank is the same as none. */
  @IsOptional()
  @Matches(/^$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { message: 'not the id of a child' })
  child?: string;

  @IsOptional()
  @IsIn(['', ...acts])
  act?: '' | (typeof acts)[number];

  @IsOptional()
  @Matches(CURSOR, notACursor)
  before?: string;
}

/** `POST /audit/child`: an NHS number never stands in an address. */
export class FindChild {
  @IsString()
  @MaxLength(20)
  @Matches(ONE_LINE, oneLine)
  nhsNumber: string;
}

/** `GET /audit/unusual` */
export class ReadUnusual extends Days {}

/** `POST /audit/unusual/{id}/look` */
export class LookAtUnusual extends Days {
  @IsString()
  @MaxLength(2000)
  @Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' })
  note: string;
}

/** `GET /api/v1/audit-events` */
export class ReadAuditEvents extends Days {
  @IsOptional()
  @IsUUID()
  child?: string;

  @IsOptional()
  @Matches(CURSOR, notACursor)
  after?: string;
}
