/** The display settings that a reader can choose. They are stored on the device only. The first choice of each is the default. */
export const displayChoices = {
  text: ['normal', 'large', 'larger', 'largest'],
  contrast: ['normal', 'high'],
};

/**
 * The labels of the display controls.
 * @param {(key: string) => string} translate returns the label for a key: `text`, `textLarge` …
 */
export const displayLabelsFrom = (translate) => ({
  summary: translate('summary'),
  groups: Object.entries(displayChoices).map(([name, choices]) => ({
    name,
    legend: translate(name),
    choices: choices.map((value) => ({
      value,
      label: translate(`${name}${value.charAt(0).toUpperCase()}${value.slice(1)}`),
    })),
  })),
});

/** The key of a display setting in `localStorage`. @param {string} name */
export const displayKey = (name) => `display-${name}`;

/** Dubai's UTC offset in minutes, as `getTimezoneOffset` returns it: negative, because Dubai is ahead of UTC. It has no summer time. */
export const DUBAI_BEHIND_UTC = -240;

/**
 * Runs in the head of each page before the first paint, so that the chosen display applies without a flash. It applies the choices
 * again when the page returns from the back/forward cache or another tab changes them. It also sets attributes on `<html>`:
 * - `data-script`: scripts run, so controls that need one are shown from the start;
 * - `data-zone`: the reader is not in Dubai's time zone, so space is reserved for their local time;
 * - `data-contrast`: the device asks for more contrast.
 */
export const displayScript = `(() => {
  const { dataset } = document.documentElement;
  const show = () => {
    try {
      for (const name of ${JSON.stringify(Object.keys(displayChoices))}) {
        const chosen = localStorage.getItem('${displayKey('')}' + name);
        if (chosen) dataset[name] = chosen;
      }
    } catch {}
  };
  dataset.script = '';
  if (new Date().getTimezoneOffset() !== ${DUBAI_BEHIND_UTC}) dataset.zone = 'other';
  if (matchMedia('(prefers-contrast: more)').matches) dataset.contrast = 'high';
  show();
  addEventListener('pageshow', show);
  addEventListener('storage', show);
})();`;
