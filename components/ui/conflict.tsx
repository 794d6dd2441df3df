export type ConflictRow = { label: string; recorded: string; typed: string };

type Props = { rows: ConflictRow[]; words: { conflictRecorded: string; conflictTyped: string } };

/** Two people wrote at once: the later one sees both values of each field that differs, and decides. */
export function Conflict({ rows, words }: Props) {
  return (
    <dl className="facts mb-8">
      {rows.map(({ label, recorded, typed }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span className="block">
              {words.conflictRecorded}: <bdi className="font-semibold">{recorded}</bdi>
            </span>
            <span className="block">
              {words.conflictTyped}: <bdi className="font-semibold">{typed}</bdi>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
