import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds a free port on this machine. @param preferred is used if it is free; 0 for any @returns the port */
export async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(preferred), 'listening');
  } catch {
    return freePort();
  }
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
