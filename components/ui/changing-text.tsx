/**
 * A text that may change while the page is open. Each text gets an element of its own: a browser that translates the page puts its
 * translation in place of the text node, and React would go on updating the node that is no longer shown.
 */
export const ChangingText = ({ text }: { text: string }) => <span key={text}>{text}</span>;
