/** An address to write to; always left to right, whatever stands around it. */
export function Email({ address }: { address: string }) {
  return (
    <a className="quiet-link break-all" href={`mailto:${address}`}>
      <bdi dir="ltr">{address}</bdi>
    </a>
  );
}
