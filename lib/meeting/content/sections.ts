import { agenda } from './agenda';
import { note } from './note';

/** The sections of the note in its order. Links point to a section by its id. */
export const sections = [
  { id: 'background', heading: note.background.heading },
  { id: 'objectives', heading: note.objectives.heading },
  { id: 'participants', heading: note.participants.heading },
  { id: 'participation', heading: note.participation.heading },
  { id: 'venue', heading: note.venue.heading },
  { id: 'language', heading: note.language.heading },
  { id: 'agenda', heading: agenda.heading },
] as const;

export type SectionId = (typeof sections)[number]['id'];
