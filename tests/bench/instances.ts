import { ask } from '@/tests/support/ask';
import { type Installation, startInstallation } from '@/tests/support/instances';
import { openForm } from '@/tests/support/site';
import { filledIn, nextPerson, repeat } from './loads';
import { alternate, stoppingAll, untilAllSent } from './measure';
import { type Result, rate } from './report';

/** More rounds than elsewhere: the instances share the cores with the database and the load, so results vary more. */
const ROUNDS = 5;

/** Each person number n has an own address in the loopback network, because the proxy counts clients by address. */
export const addressOf = (person: number): string =>
  `127.${10 + (person >> 16)}.${(person >> 8) & 255}.${person & 255}`;

/** Sends a confirmation through the proxy. @returns the status of the response */
export async function send(origin: string, hidden: [string, string][], person: number): Promise<number> {
  const { type, body } = filledIn(hidden, person);
  const bytes = Buffer.from(body);
  const headers = { 'content-type': type, origin, 'content-length': String(bytes.length) };
  return (await ask(`${origin}/ar/rsvp`, addressOf(person), { method: 'POST', headers, body: bytes })).status;
}

/** Confirmations on PostgreSQL with two instances behind the proxy, compared with one. */
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
        // One instance has less time for emails while it confirms than two have. So none are sent while confirmations are counted.
        const releaseEmails = installation.mailbox.hold();
        const measured = await repeat(confirmOne).finally(releaseEmails);
        await untilAllSent(installation.countQueued);
        return measured;
      };
    };
    const two = await measuring(await started(startInstallation(2)));
    const one = await measuring(await started(startInstallation(1)));
    // The first requests also load and compile code. So each instance has answered the same number of requests before.
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
