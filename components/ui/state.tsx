/** A state as a sign and a word, so that colour alone never tells it (WCAG 1.4.1). */
export type State = { sign: string; text: string; isBad?: true };

export const StateLabel = ({ sign, text, isBad }: State) => (
  <span className={isBad ? 'state state-bad' : 'state'}>
    <span aria-hidden="true">{sign}</span>
    {` ${text}`}
  </span>
);
