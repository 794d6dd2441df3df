import type { Localized } from '@/lib/i18n/locale';
import { instantInMeetingZone } from '@/lib/time/dates';

/** A time of day in Dubai, as the note writes it. */
type TimeOfDay = `${number}:${number}`;

export type AgendaItem = {
  title?: Localized;
  points?: Localized[];
  speaker?: Localized;
};

/** A period with one or more items: the two opening remarks share one. */
export type AgendaSlot = { from: TimeOfDay; to: TimeOfDay; isBreak?: true; items: AgendaItem[] };

/** Slots under one heading, or without one. */
export type AgendaPart = { heading?: Localized; slots: AgendaSlot[] };

const escwaRepresentatives = { ar: 'ممثلو الإسكوا', en: 'ESCWA representatives' };
const tdraRepresentatives = { ar: 'ممثلو تدرا', en: 'TDRA representatives' };

/** The provisional programme of the note. The times are the same in both languages. */
export const agenda = {
  heading: { ar: 'جدول الأعمال', en: 'Agenda' } satisfies Localized,
  caption: { ar: 'البرنامج الأولي', en: 'Provisional programme' } satisfies Localized,
  columns: {
    time: { ar: 'التوقيت (دبي)', en: 'Time (Dubai)' } satisfies Localized,
    title: { ar: 'العنوان', en: 'Title' } satisfies Localized,
    speaker: { ar: 'المتحدث', en: 'Speaker' } satisfies Localized,
  },
  /** The day of all times below, in the meeting's zone. */
  day: '2024-02-13',

  parts: [
    {
      slots: [
        {
          from: '9:00',
          to: '9:15',
          items: [
            {
              title: { ar: 'كلمة الإسكوا', en: 'Remarks by ESCWA' },
              speaker: { ar: 'ممثل الإسكوا', en: 'ESCWA representative' },
            },
            {
              title: {
                ar: 'كلمة هيئة تنظيم الاتصالات والحكومة الرقمية',
                en: 'Remarks by the Telecommunications and Digital Government Regulatory Authority',
              },
              speaker: { ar: 'ممثل تدرا', en: 'TDRA representative' },
            },
          ],
        },
      ],
    },
    {
      heading: {
        ar: 'الجلسة الأولى: أنشطة الإسكوا في مجال التحول الرقمي والتكنولوجيات الناشئة',
        en: 'Session 1: ESCWA activities in digital transformation and emerging technologies',
      },
      slots: [
        {
          from: '9:15',
          to: '10:00',
          items: [
            {
              title: { ar: 'مداخلات حول أنشطة الإسكوا', en: 'Presentations on ESCWA activities' },
              points: [
                {
                  ar: 'التعاون الفني في التكنولوجيا الرقمية',
                  en: 'Technical cooperation in digital technology',
                },
                {
                  ar: 'مشروع التنمية الرقمية والتعاون الرقمي',
                  en: 'Digital development and digital cooperation project',
                },
                {
                  ar: 'مشروع التكنولوجيا والابتكار في المؤسسات',
                  en: 'Technology and innovation in institutions project',
                },
                { ar: 'مشروع النفاذية الرقمية', en: 'Digital accessibility project' },
              ],
              speaker: escwaRepresentatives,
            },
          ],
        },
      ],
    },
    {
      heading: {
        ar: 'الجلسة الثانية: تجربة الإمارات العربية المتحدة في مجال التحول الرقمي والتكنولوجيات الناشئة',
        en: 'Session 2: The experience of the United Arab Emirates in digital transformation and emerging technologies',
      },
      slots: [
        {
          from: '10:00',
          to: '10:45',
          items: [
            {
              title: {
                ar: 'مداخلات حول تجربة الإمارات',
                en: 'Presentations on the experience of the United Arab Emirates',
              },
              speaker: tdraRepresentatives,
            },
          ],
        },
      ],
    },
    {
      slots: [
        { from: '10:45', to: '11:00', isBreak: true, items: [{ title: { ar: 'استراحة', en: 'Break' } }] },
      ],
    },
    {
      heading: {
        ar: 'الجلسة الثالثة: مبادرات الدول العربية الأعضاء في التحول الرقمي والتكنولوجيات الناشئة',
        en: 'Session 3: Initiatives of Arab member States in digital transformation and emerging technologies',
      },
      slots: [
        {
          from: '11:00',
          to: '12:15',
          items: [{ title: { ar: 'مداخلات من الدول العربية', en: 'Presentations from the Arab States' } }],
        },
      ],
    },
    {
      heading: { ar: 'الجلسة الختامية والخطوات المستقبلية', en: 'Closing session and next steps' },
      slots: [
        {
          from: '12:15',
          to: '12:30',
          items: [
            {
              points: [
                { ar: 'ملاحظات ختامية', en: 'Closing remarks' },
                { ar: 'توصيات', en: 'Recommendations' },
              ],
              speaker: { ar: 'جميع المشاركين والمشاركات', en: 'All participants' },
            },
          ],
        },
      ],
    },
  ] satisfies AgendaPart[] as AgendaPart[],
};

const at = (time: TimeOfDay) => instantInMeetingZone(agenda.day, time.padStart(5, '0'));

/** The length of a slot in minutes. */
export const minutesOf = ({ from, to }: AgendaSlot): number =>
  (at(to).getTime() - at(from).getTime()) / 60_000;

/** The slot under way; `undefined` before and after the meeting. The end of a slot is exclusive: the next one begins there. */
export const slotUnderWay = (now: Date): AgendaSlot | undefined =>
  agenda.parts.flatMap(({ slots }) => slots).find(({ from, to }) => at(from) <= now && now < at(to));
