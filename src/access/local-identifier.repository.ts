import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';

/** Numbers that providers themselves give children: good with the provider and the birth date, and of no use alone. */
@Injectable()
export class LocalIdentifierRepository {
  constructor(private readonly dataSource: DataSource) {}

  async providers(): Promise<string[]> {
    const rows: { provider: string }[] = await this.dataSource.query(
      'SELECT DISTINCT provider FROM child_record ORDER BY provider',
    );
    return rows.map((row) => row.provider);
  }

  /**
   * The child to whom the provider gave that number, born on that day as the provider reports it; null where there is
   * none, and where the number stands for more than one child: nobody is shown candidates. Capital letters and small
   * ones are the same here, because people read numbers out. Rows are found by birth date (child_record_possible_match).
   */
  async childOf(
    tx: EntityManager,
    {
      provider,
      localIdentifier,
      birthDate,
    }: { provider: string; localIdentifier: string; birthDate: PlainDate },
  ): Promise<string | null> {
    const found: { childId: string }[] = await tx.query(
      `SELECT DISTINCT child_id AS "childId" FROM child_record
       WHERE birth_date = $3 AND provider = $1 AND upper(trim(local_patient_identifier)) = upper($2) LIMIT 2`,
      [provider, localIdentifier, birthDate],
    );
    const [child] = found;
    return child && found.length === 1 ? child.childId : null;
  }
}
