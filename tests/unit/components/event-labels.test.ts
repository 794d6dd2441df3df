import { expect, it } from 'vitest';
import { eventDetails } from '@/components/staff/event-labels';
import type { RecordedEvent } from '@/lib/audit/audit';

it('says of a lost link whether the address was registered', () => {
  const asked = (registrationId: string | null) =>
    ({ type: 'registration.linkAsked', language: 'ar', registrationId }) as unknown as RecordedEvent;
  expect(eventDetails(asked('r1'), 'en')).toEqual([]);
  expect(eventDetails(asked(null), 'en')).toEqual(['With an e-mail address that is not registered']);
});

it('says what became of a value with the quotes and the arrow of the language that it is read in', () => {
  const event = {
    type: 'registration.amended',
    changed: [{ field: 'jobTitle', from: 'Director <b>', to: null }],
  } as unknown as RecordedEvent;
  expect(eventDetails(event, 'en')).toEqual(['Job title: “Director <b>” → “—”']);
  expect(eventDetails(event, 'ar')).toEqual(['المسمى الوظيفي: «Director <b>» ← «—»']);
});
