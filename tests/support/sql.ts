import Database from 'better-sqlite3';
import pg from 'pg';

/** Asks an embedded database, or changes it, whoever has it open. */
export function askFile<Row>(file: string, statement: string, values: unknown[] = []): Row[] {
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

/** Asks a PostgreSQL, or changes it, on a connection of its own; `$1` stands for the first value. */
export async function askServer<Row>(url: string, statement: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
