'use client';

import type { ReactNode } from 'react';
import { type State, StateLabel } from '@/components/ui/state';
import { type TextPart, TextParts } from '@/components/ui/text-parts';
import type { Column } from '@/lib/registration/list-columns';

/** What a cell shows: a text, the parts of a typed value, an instant in ISO 8601 with its text, or a state. */
export type CellContent = string | TextPart[] | { at: string; text: string } | State;

export type ListRow = {
  id: string;
  version: number;
  /** Erased registrations cannot be selected. */
  isErased?: true;
  /** The name of its checkbox. */
  selectLabel: string;
  /** One for each column of the table. */
  cells: CellContent[];
  /** Whether it may be about the same person as another one. */
  hasLookAlike?: true;
  /** Why its emails failed. */
  failure?: string;
};

type Props = {
  columns: Column[];
  rows: ListRow[];
  /** The id of the form to which the checkboxes belong; without one there are no checkboxes. */
  selection?: string | undefined;
  /** The address of the page of a registration, before its id and after it; `null` for those who may not open it. */
  address: { before: string; after: string } | null;
  lookAlikeLabel: string;
};

/**
 * The rows of the list. They are a component of the browser, so that the page carries only their texts beside the HTML. Of a component
 * of the server it would carry a description of each element, which is twice the HTML. See docs/decisions/064-list.md.
 */
export function RegistrationRows({ columns, rows, selection, address, lookAlikeLabel }: Props) {
  const markedColumn = columns.includes('fullName') ? 'fullName' : 'reference';
  return rows.map((row) => (
    <tr key={row.id}>
      {selection && (
        <td className="no-print">
          {!row.isErased && (
            <input
              type="checkbox"
              name="id"
              value={`${row.id}:${row.version}`}
              form={selection}
              className="size-5 accent-accent"
              aria-label={row.selectLabel}
            />
          )}
        </td>
      )}
      {columns.map((column, index) => (
        <Cell
          key={column}
          column={column}
          content={row.cells[index] ?? ''}
          row={row}
          address={address && `${address.before}${row.id}${address.after}`}
        >
          {column === markedColumn && row.hasLookAlike && address && (
            <a className="quiet-link block" href={`${address.before}${row.id}/look-alikes`}>
              <span aria-hidden="true">≈</span> {lookAlikeLabel}
            </a>
          )}
        </Cell>
      ))}
    </tr>
  ));
}

type CellProps = {
  column: Column;
  content: CellContent;
  row: ListRow;
  address: string | null;
  /** Shown below the content. */
  children: ReactNode;
};

function Cell({ column, content, row, address, children }: CellProps) {
  switch (column) {
    case 'reference': {
      const reference = <bdi className="figures">{contentOf(content)}</bdi>;
      return (
        <th scope="row">
          {address ? (
            <a className="quiet-link" href={address}>
              {reference}
            </a>
          ) : (
            reference
          )}
          {children}
        </th>
      );
    }
    case 'fullName':
      return (
        <td className="min-w-32">
          {row.isErased ? <em>{contentOf(content)}</em> : contentOf(content)}
          {children}
        </td>
      );
    case 'country':
    case 'source':
    case 'presentation':
    case 'status':
      return <td>{contentOf(content)}</td>;
    case 'email':
      return <td>{content !== '' && <bdi dir="ltr">{contentOf(content)}</bdi>}</td>;
    case 'confirmedAt':
      return <td className="min-w-28">{contentOf(content)}</td>;
    case 'letter':
      return (
        <td>
          {contentOf(content)}
          {row.failure && <span className="block min-w-40">{row.failure}</span>}
        </td>
      );
    case 'review':
      return <td className="whitespace-nowrap">{contentOf(content)}</td>;
    case 'presentationOrder':
      return <td className="figures">{contentOf(content)}</td>;
    default:
      return <td className="min-w-32">{contentOf(content)}</td>;
  }
}

function contentOf(content: CellContent): ReactNode {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) {
    return (
      <bdi>
        <TextParts parts={content} />
      </bdi>
    );
  }
  return 'at' in content ? <time dateTime={content.at}>{content.text}</time> : <StateLabel {...content} />;
}
