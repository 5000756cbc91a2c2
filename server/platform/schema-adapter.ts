import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlQuery } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/**
 * Prisma's PostgreSQL adapter for the schema engine. The adapter cannot read columns of the type
 * "char" that the engine's questions to the catalogue answer with, and the engine does not know the
 * not-null constraints PostgreSQL 18 lists: both are mended in the question.
 */
export class SchemaAdapter extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query: SqlQuery) =>
      queryRaw({ ...query, sql: readableCatalogQuery(query.sql) });
    // Whole: the adapter would cut scripts at every semicolon, also within a function's body.
    adapter.executeScript = async (script: string) => {
      await this.#pool.query(script);
    };
    return adapter;
  }

  /** The engine wants a second, empty database for some questions; we ask none of those. */
  override connectToShadowDb(): ReturnType<PrismaPg['connect']> {
    return new PrismaPg(this.#pool).connect();
  }
}

function readableCatalogQuery(sql: string): string {
  return sql
    .replace('constr.contype AS', 'constr.contype::text AS')
    .replace(/con1\.(confdeltype|confupdtype),/g, 'con1.$1::text AS $1,')
    .replace("contype NOT IN ('p', 'u', 'f')", "contype NOT IN ('p', 'u', 'f', 'n')");
}
