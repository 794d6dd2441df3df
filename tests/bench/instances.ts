import { ask } from '@/tests/support/ask';
import { type Installation, startInstallation } from '@/tests/support/instances';
import { openForm } from '@/tests/support/site';
import { filledIn, nextPerson, repeat } from './loads';
import { alternate, stoppingAll, untilAllOut } from './measure';
import { type Result, rate } from './report';

/** More than elsewhere: with the database and the load both want the same cores, and what they get of them varies. */
const ROUNDS = 5;

/** Person number n has an address of their own on this machine's network, as the proxy counts clients. */
export const addressOf = (person: number): string =>
  `127.${10 + (person >> 16)}.${(person >> 8) & 255}.${person & 255}`;

/** Sends a confirmation through the proxy. @returns the status of the answer */
export async function send(origin: string, hidden: [string, string][], person: number): Promise<number> {
  const { type, body } = filledIn(hidden, person);
  const bytes = Buffer.from(body);
  const headers = { 'content-type': type, origin, 'content-length': String(bytes.length) };
  return (await ask(`${origin}/ar/rsvp`, addressOf(person), { method: 'POST', headers, body: bytes })).status;
}

/** Confirmations on PostgreSQL with two instances behind the proxy against one. */
export const instances = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const measuring = async (installation: Installation) => {
      const { origin } = installation;
      const { hidden } = await openForm(`${origin}/ar/rsvp`);
      const confirmOne = async () => {
        const status = await send(origin, hidden, nextPerson());
        if (status !== 303) throw new Error(`a confirmation was answered ${status}`);
      };
      return async () => {
        // One instance alone has less room for letters while it confirms than two have: none goes out while confirmations are counted.
        const takeLetters = installation.mailbox.hold();
        const measured = await repeat(confirmOne).finally(takeLetters);
        await untilAllOut(installation.countQueued);
        return measured;
      };
    };
    const two = await measuring(await started(startInstallation(2)));
    const one = await measuring(await started(startInstallation(1)));
    // What an instance loads and compiles with its first requests is not its speed: each has answered as many before.
    await two();
    await two();
    await one();
    const rates = await alternate({ two, one }, ROUNDS);
    return [
      rate(
        'A confirmation on PostgreSQL, two instances behind the reference proxy',
        'one instance',
        [rates.two, rates.one],
        0.9,
      ),
    ];
  });
