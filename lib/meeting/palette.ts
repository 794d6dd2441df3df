/** The site's colours for emails, pictures and files, which cannot use its style sheet. */
export const palette = {
  ink: '#232528',
  quiet: '#5f646d',
  gold: '#7c5e24',
  brightGold: '#b68a35',
  line: '#d5d7da',
  ground: '#f7f7f7',
  tint: '#f9f7ed',
  headTint: '#f1f2f3',
};
