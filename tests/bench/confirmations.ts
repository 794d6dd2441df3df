import { openForm, Site } from '@/tests/support/site';
import { confirm, read } from './loads';
import { alternate, stoppingAll, untilAllSent } from './measure';
import { type Result, rate } from './report';
import { startBareHandler } from './yardsticks';

/** Confirmations by plain POST on the embedded database, with every row on disk before the response. */
export const confirmations = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const site = await started(Site.start({ settings: { SECRETARIAT_NOTICES: 'off' } }));
    const bareHandler = await started(startBareHandler());
    const form = `${site.origin}/ar/rsvp`;
    const { hidden } = await openForm(form);
    const queued = () => site.sql('SELECT 1 FROM OutboxMessage WHERE sentAt IS NULL LIMIT 1').length;
    const rates = await alternate({
      site: async () => {
        const measured = await confirm(form, hidden);
        await untilAllSent(queued);
        return measured;
      },
      bare: () => confirm(bareHandler.url, hidden),
      form: () => read(form),
    });
    const title = 'A confirmation, durable, with its email queued';
    return [
      rate(title, 'a bare handler, same rows, same durability', [rates.site, rates.bare], 1 / 20),
      rate(title, 'the form, rendered per request', [rates.site, rates.form], 1 / 2),
    ];
  });
