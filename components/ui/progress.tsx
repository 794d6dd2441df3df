type Props = { done: number; total: number; label: string; text: string };

/**
 * A bar of progress.
 * @param props.text the progress in words: screen readers would otherwise read a percentage in the language of the browser
 */
export const Progress = ({ done, total, label, text }: Props) => (
  <progress
    className="mb-4 w-full"
    value={done}
    max={Math.max(1, total)}
    aria-label={label}
    aria-valuetext={text}
  />
);
