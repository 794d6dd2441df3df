import Database from 'better-sqlite3';
import pg from 'pg';

/** Executes a statement on a SQLite database, which other processes may have open. @returns the rows */
export function queryFile<Row>(file: string, statement: string, values: unknown[] = []): Row[] {
  const database = new Database(file, { timeout: 5_000 });
  try {
    const prepared = database.prepare(statement);
    if (prepared.reader) return prepared.all(...values) as Row[];
    prepared.run(...values);
    return [];
  } finally {
    database.close();
  }
}

/** Executes a statement on PostgreSQL, with a new connection. `$1` is the first value. @returns the rows */
export async function queryServer<Row>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
