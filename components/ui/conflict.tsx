/** One field with the saved value and the value that the reader submitted, both in words. */
export type ConflictRow = { label: string; recorded: string; submitted: string };

type Props = { rows: ConflictRow[]; labels: { conflictRecorded: string; conflictTyped: string } };

/** Shows a conflict: somebody else saved other values in the meantime. The reader sees both values of each field and decides. */
export function Conflict({ rows, labels }: Props) {
  return (
    <dl className="facts mb-8">
      {rows.map(({ label, recorded, submitted }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {/* Another value is another element, as in `ChangingText`. */}
            <span key={`recorded ${recorded}`} className="block">
              {labels.conflictRecorded}: <bdi className="font-semibold">{recorded}</bdi>
            </span>
            <span key={`submitted ${submitted}`} className="block">
              {labels.conflictTyped}: <bdi className="font-semibold">{submitted}</bdi>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
