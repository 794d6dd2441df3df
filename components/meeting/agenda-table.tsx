// biome-ignore-all lint/a11y/noRedundantRoles: browsers drop the roles of a table whose CSS display changes, as it does here on a phone
// biome-ignore-all lint/a11y/useSemanticElements: for the same reason

import { TimeRange } from '@/components/ui/time-range';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import {
  type AgendaItem,
  type AgendaSlot,
  agenda,
  minutesOf,
  slotUnderWay,
} from '@/lib/meeting/content/agenda';

/**
 * The agenda as a table: time, title and speaker. On a phone the style sheet shows the same rows as cards. The slot that is under
 * way at `now` is marked.
 */
export function AgendaTable({ locale, now }: { locale: Locale; now: Date }) {
  const { time, title, speaker } = agenda.columns;
  const current = slotUnderWay(now);
  return (
    <table className="agenda" role="table">
      <caption>{agenda.caption[locale]}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {[time, title, speaker].map((column) => (
            <th key={column.en} scope="col" role="columnheader">
              {column[locale]}
            </th>
          ))}
        </tr>
      </thead>
      {agenda.parts.map((part) => (
        <tbody key={part.slots[0]?.from} role="rowgroup">
          {part.heading && (
            <tr role="row">
              <th className="agenda-heading" colSpan={3} scope="rowgroup" role="rowheader">
                {part.heading[locale]}
              </th>
            </tr>
          )}
          {part.slots.flatMap((slot) =>
            slot.items.map((item, index) => (
              <Row
                key={item.title?.en ?? slot.from}
                slot={slot}
                item={item}
                isFirst={index === 0}
                isNow={slot === current}
                locale={locale}
              />
            )),
          )}
        </tbody>
      ))}
    </table>
  );
}

type RowProps = { slot: AgendaSlot; item: AgendaItem; isFirst: boolean; isNow: boolean; locale: Locale };

function Row({ slot, item, isFirst, isNow, locale }: RowProps) {
  const t = translator(locale);
  return (
    <tr role="row" aria-current={isNow ? 'time' : undefined}>
      {isFirst && (
        <th className="agenda-time" scope="row" role="rowheader" rowSpan={slot.items.length}>
          <TimeRange from={slot.from} to={slot.to} locale={locale} />
          <Quarters count={minutesOf(slot) / 15} />
          {isNow && <span className="agenda-now on-screen">{t('note.now')}</span>}
        </th>
      )}
      <td className={slot.isBreak && 'agenda-break'} role="cell" colSpan={slot.isBreak ? 2 : 1}>
        {item.title?.[locale]}
        {item.points && (
          <ul>
            {item.points.map((point) => (
              <li key={point.en}>{point[locale]}</li>
            ))}
          </ul>
        )}
      </td>
      {!slot.isBreak && (
        <td className="agenda-speaker" role="cell">
          {item.speaker && (
            <>
              <span className="agenda-label">{t('note.speakerLabel')}: </span>
              {item.speaker[locale]}
            </>
          )}
        </td>
      )}
    </tr>
  );
}

const QUARTER = { width: 12, gap: 3, height: 6 } as const;

/** A bar of one mark per quarter of an hour. Hidden from screen readers, because the times say the same. */
function Quarters({ count }: { count: number }) {
  const { width, gap, height } = QUARTER;
  const positions = Array.from({ length: count }, (_, index) => index * (width + gap));
  return (
    <svg
      className="agenda-quarters"
      aria-hidden="true"
      viewBox={`0 0 ${count * (width + gap) - gap} ${height}`}
    >
      {positions.map((x) => (
        <rect key={x} x={x} width={width} height={height} />
      ))}
    </svg>
  );
}
