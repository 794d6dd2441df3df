import { expect, it } from 'vitest';
import { eventDetails } from '@/components/staff/event-labels';
import type { RecordedEvent } from '@/lib/audit/audit';

it('the history shows for a lost link whether the address was registered', () => {
  const linkRequested = (registrationId: string | null) =>
    ({ type: 'registration.linkAsked', language: 'ar', registrationId }) as unknown as RecordedEvent;
  expect(eventDetails(linkRequested('r1'), 'en')).toEqual([]);
  expect(eventDetails(linkRequested(null), 'en')).toEqual(['With an email address that is not registered']);
});

it('a changed value is shown with the quotation marks and the arrow of the reader’s language', () => {
  const event = {
    type: 'registration.amended',
    changed: [{ field: 'jobTitle', from: 'Director <b>', to: null }],
  } as unknown as RecordedEvent;
  expect(eventDetails(event, 'en')).toEqual(['Job title: “Director <b>” → “—”']);
  expect(eventDetails(event, 'ar')).toEqual(['المسمى الوظيفي: «Director <b>» ← «—»']);
});
