/** An address to write to; always left to right, whatever stands around it. */
export function EmailLink({ address }: { address: string }) {
  return (
    <a className="quiet-link" href={`mailto:${address}`}>
      <bdi dir="ltr">{address}</bdi>
    </a>
  );
}
