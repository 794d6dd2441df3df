import { openForm, Site } from '@/tests/support/site';
import { confirm, read } from './loads';
import { alternate, stoppingAll, untilAllOut } from './measure';
import { type Result, rate } from './report';
import { startBareHandler } from './yardsticks';

/** A confirmation by plain POST on the embedded database, every row on the disk before the answer. */
export const confirmations = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const site = await started(Site.start({ settings: { SECRETARIAT_NOTICES: 'off' } }));
    const bare = await started(startBareHandler());
    const form = `${site.origin}/ar/rsvp`;
    const { hidden } = await openForm(form);
    const owed = () => site.sql('SELECT 1 FROM OutboxMessage WHERE sentAt IS NULL LIMIT 1').length;
    const rates = await alternate({
      site: async () => {
        const measured = await confirm(form, hidden);
        await untilAllOut(owed);
        return measured;
      },
      bare: () => confirm(bare.url, hidden),
      form: () => read(form),
    });
    const what = 'A confirmation, durable, with its letter owed';
    return [
      rate(what, 'a bare handler, same rows, same durability', [rates.site, rates.bare], 1 / 20),
      rate(what, 'the form, rendered per request', [rates.site, rates.form], 1 / 2),
    ];
  });
