/** What a reader may choose about how the pages look; kept on the device alone. The first one of each is the usual one. */
export const displayChoices = {
  text: ['normal', 'large', 'larger', 'largest'],
  contrast: ['normal', 'high'],
};

/**
 * The words of the controls.
 * @param {(key: string) => string} say a word by its key: `text`, `textLarge` …
 */
export const displayWordsBy = (say) => ({
  summary: say('summary'),
  groups: Object.entries(displayChoices).map(([name, choices]) => ({
    name,
    legend: say(name),
    choices: choices.map((value) => ({
      value,
      label: say(`${name}${value.charAt(0).toUpperCase()}${value.slice(1)}`),
    })),
  })),
});

/** The name under which a choice is kept on the device. @param {string} name */
export const displayKey = (name) => `display-${name}`;

/** Minutes that Dubai's clocks are behind UTC, as a device counts: ahead is less than nothing. Dubai has no summer time. */
export const DUBAI_BEHIND_UTC = -240;

/**
 * Runs in the head of each page, before anything is painted: what was chosen holds without a flash, and anew when the page
 * comes back from the browser's memory or another tab chose. It also says that scripts run, so that controls which need one
 * stand there from the beginning, and that the reader's clock is not Dubai's, so that their own time has its room. Whoever asks
 * the device for more contrast gets it.
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
