import type { Site } from './site';

/** A clock of the second day after the deadline of the note. */
export const afterDeadline = '2024-01-26T10:00:00+04:00';

/** The deadline was moved by a week, so that the form is open; a site shows it at once in forms, and within seconds in the note. */
export function extendDeadline(site: Site): void {
  site.sql(
    "INSERT INTO MeetingChange (meetingId, closesAt, version) VALUES ('arab-egov-directors-11', '2024-02-01T00:00:00.000+00:00', 1)",
  );
}

/** From now on it is after the deadline of the note, as when time went on while somebody was typing. */
export const endExtension = (site: Site): void => void site.sql('DELETE FROM MeetingChange');
