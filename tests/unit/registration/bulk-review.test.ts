import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { findBatch, prepareBatch, runBatch, startBatch } from '@/lib/registration/bulk-review';
import { confirmAttendance } from '@/lib/registration/confirm';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const around = {
  actor: { actor: 'secretariat', by: 'rima@example.org' } as const,
  clock: () => beforeDeadline,
};
const confirmed = async (count: number) => {
  for (let index = 0; index < count; index++) {
    await confirmAttendance(aConfirmation({ email: `p${index}@example.org` }), at(beforeDeadline));
  }
  return (await db().registration.findMany()).map(({ id }) => id);
};

describe('marking many', () => {
  it('changes nothing before it is started, then each once, with who did it, and says how many there were', async () => {
    const ids = await confirmed(5);
    await db().registration.updateMany({ where: { id: String(ids[0]) }, data: { review: 'reviewed' } });
    const id = await prepareBatch(ids, 'reviewed', around);
    await runBatch(id, around);
    expect(await db().registration.count({ where: { review: 'reviewed' } })).toBe(1);
    expect(await startBatch(id)).toBe(true);
    expect(await startBatch(id)).toBe(false);
    // Two who go on with it at once share it.
    await Promise.all([runBatch(id, around), runBatch(id, around)]);
    expect(await db().registration.count({ where: { review: 'reviewed' } })).toBe(5);
    expect(await findBatch(id)).toMatchObject({ done: 5, changed: 4 });
    expect((await findBatch(id))?.finishedAt).not.toBeNull();
    expect(
      await db().auditEvent.count({ where: { type: 'registration.handled', by: 'rima@example.org' } }),
    ).toBe(4);
    expect(await db().auditEvent.count({ where: { type: 'list.marked' } })).toBe(1);
    await runBatch(id, around);
    expect(await db().auditEvent.count({ where: { type: 'list.marked' } })).toBe(1);
  });

  it('goes on where it was broken off', async () => {
    const ids = await confirmed(3);
    const id = await prepareBatch(ids, 'followUp', around);
    await startBatch(id);
    await db().batch.update({ where: { id }, data: { done: 2 } });
    await runBatch(id, around);
    expect(await db().registration.count({ where: { review: 'followUp' } })).toBe(1);
  });
});
