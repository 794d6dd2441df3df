export type ConflictRow = { label: string; recorded: string; submitted: string };

type Props = { rows: ConflictRow[]; labels: { conflictRecorded: string; conflictTyped: string } };

/** Two people wrote at once: the later one sees both submitted of each field that differs, and decides. */
export function Conflict({ rows, labels }: Props) {
  return (
    <dl className="facts mb-8">
      {rows.map(({ label, recorded, submitted }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span className="block">
              {labels.conflictRecorded}: <bdi className="font-semibold">{recorded}</bdi>
            </span>
            <span className="block">
              {labels.conflictTyped}: <bdi className="font-semibold">{submitted}</bdi>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
