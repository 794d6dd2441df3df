import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildUpgradedImage, type Image } from '@/tests/support/image';
import { openForm, Site, sendForm } from '@/tests/support/site';
import { figure } from './load';

let image: Image;
beforeAll(() => {
  image = buildUpgradedImage({ isCacheEmpty: true });
}, 600_000);
afterAll(() => image?.remove());

test('a form that was open during an upgrade is accepted by an image that was built without a cache', async () => {
  const site = await Site.start();
  const upgraded = await Site.start({ built: image });
  try {
    const form = await openForm(`${site.origin}/ar/rsvp`);
    const values = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };
    const response = await sendForm({ ...form, address: `${upgraded.origin}/ar/rsvp` }, values);
    expect(response.status).toBe(303);
    expect(upgraded.registrations('salma@example.org')).toHaveLength(1);
    for (const file of ['note.pdf', 'note.docx', 'preview.png', 'meeting.ics'])
      expect((await fetch(`${upgraded.origin}/ar/${file}`)).status, file).toBe(200);
    figure('a form opened before the upgrade was accepted after it');
  } finally {
    await Promise.all([site.stop(), upgraded.stop()]);
  }
});
