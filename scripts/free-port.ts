import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port, or any free one of this machine where none is wanted or somebody else has it. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(wanted), 'listening');
  } catch {
    return freePort();
  }
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
