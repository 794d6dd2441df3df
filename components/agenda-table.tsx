// biome-ignore-all lint/a11y/noRedundantRoles: browsers forget a table's roles when its display changes, as on a phone here
// biome-ignore-all lint/a11y/useSemanticElements: the same
import { type AgendaItem, type AgendaSlot, agenda } from '@/lib/content/agenda';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { Range } from './range';

/**
 * The programme as a table: time, title, speaker in the reading direction. On a phone the style sheet lays the same rows out
 * as cards.
 */
export function AgendaTable({ locale }: { locale: Locale }) {
  const { time, title, speaker } = agenda.columns;
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
                locale={locale}
              />
            )),
          )}
        </tbody>
      ))}
    </table>
  );
}

type RowProps = { slot: AgendaSlot; item: AgendaItem; isFirst: boolean; locale: Locale };

function Row({ slot, item, isFirst, locale }: RowProps) {
  const t = translator(locale);
  return (
    <tr role="row">
      {isFirst && (
        <th className="agenda-time" scope="row" role="rowheader" rowSpan={slot.items.length}>
          <Range from={slot.from} to={slot.to} locale={locale} />
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
