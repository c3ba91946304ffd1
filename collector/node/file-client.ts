import { type Client, createClient } from '@libsql/client';

/** How long a statement waits for a lock of another process, blocking its thread. */
const BUSY_MS = 5_000;

/**
 * The one connection of a thread to the database file. `synchronous = full` syncs the log before a
 * commit returns; write-ahead logging lets others read meanwhile.
 */
export async function openFileClient(file: string): Promise<Client> {
  const client = createClient({
    url: `file:${file}`,
    // A pragma holds for one connection: there must be no second.
    concurrency: 1,
    timeout: BUSY_MS,
  });
  await client.execute('pragma journal_mode = wal');
  await client.execute('pragma synchronous = full');
  // What is erased is to be gone from the file, too, not only from its tables.
  await client.execute('pragma secure_delete = on');
  return client;
}
