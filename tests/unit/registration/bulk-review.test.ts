import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import {
  countInAnotherState,
  findBatch,
  prepareBatch,
  runBatch,
  startBatch,
} from '@/lib/registration/bulk-review';
import { confirmAttendance } from '@/lib/registration/confirm';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const context = {
  actor: { actor: 'secretariat', by: 'rima@example.org' } as const,
  clock: () => beforeDeadline,
};
const confirmed = async (count: number) => {
  for (let index = 0; index < count; index++) {
    await confirmAttendance(aConfirmation({ email: `p${index}@example.org` }), at(beforeDeadline));
  }
  return (await db().registration.findMany()).map(({ id }) => id);
};

describe('a change of many registrations', () => {
  it('changes nothing before it is started, then each once, records the actor, and reports the number', async () => {
    const ids = await confirmed(5);
    await db().registration.updateMany({ where: { id: String(ids[0]) }, data: { review: 'reviewed' } });
    const id = await prepareBatch(ids, 'reviewed', context);
    await runBatch(id, context);
    expect(await db().registration.count({ where: { review: 'reviewed' } })).toBe(1);
    expect(await startBatch(id)).toBe(true);
    expect(await startBatch(id)).toBe(false);
    // Two processes that work on the same batch share it.
    await Promise.all([runBatch(id, context), runBatch(id, context)]);
    expect(await db().registration.count({ where: { review: 'reviewed' } })).toBe(5);
    expect(await findBatch(id)).toMatchObject({ done: 5, changed: 4 });
    expect((await findBatch(id))?.finishedAt).not.toBeNull();
    expect(
      await db().auditEvent.count({ where: { type: 'registration.handled', by: 'rima@example.org' } }),
    ).toBe(4);
    expect(await db().auditEvent.count({ where: { type: 'list.marked' } })).toBe(1);
    await runBatch(id, context);
    expect(await db().auditEvent.count({ where: { type: 'list.marked' } })).toBe(1);
  });

  it('continues where it was interrupted', async () => {
    const ids = await confirmed(3);
    const id = await prepareBatch(ids, 'followUp', context);
    await startBatch(id);
    await db().batch.update({ where: { id }, data: { done: 2 } });
    await runBatch(id, context);
    expect(await db().registration.count({ where: { review: 'followUp' } })).toBe(1);
  });

  it('leaves a registration as it is that somebody changed since it was selected, and counts it', async () => {
    const ids = await confirmed(3);
    const [changed = '', erased = ''] = ids;
    const id = await prepareBatch(
      ids.map((selected) => ({ id: selected, version: 1 })),
      'reviewed',
      context,
    );
    await startBatch(id);
    await db().registration.update({ where: { id: changed }, data: { version: 2 } });
    await db().registration.update({ where: { id: erased }, data: { erasedAt: beforeDeadline } });
    await runBatch(id, context);
    const reviewed = await db().registration.findMany({ where: { review: 'reviewed' } });
    expect(reviewed.map((registration) => registration.id)).toEqual([ids[2]]);
    const batch = await findBatch(id);
    expect(batch).toMatchObject({ done: 3, changed: 1 });
    expect(batch && (await countInAnotherState(batch))).toBe(1);
  });

  it('still runs as it was stored by version 1.0, with ids alone', async () => {
    const ids = await confirmed(2);
    const id = await prepareBatch(ids, 'reviewed', context);
    await db().batch.update({ where: { id }, data: { ids } });
    await startBatch(id);
    await runBatch(id, context);
    expect(await db().registration.count({ where: { review: 'reviewed' } })).toBe(2);
  });
});
