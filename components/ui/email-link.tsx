/** A link to write an email. The address is left to right in Arabic text, too. */
export function EmailLink({ address }: { address: string }) {
  return (
    <a className="quiet-link" href={`mailto:${address}`}>
      <bdi dir="ltr">{address}</bdi>
    </a>
  );
}
