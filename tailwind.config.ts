import designSystem from '@aegov/design-system';
import forms from '@tailwindcss/forms';
import typography from '@tailwindcss/typography';
import type { Config } from 'tailwindcss';
import plugin from 'tailwindcss/plugin';

type PluginApi = Parameters<Parameters<typeof plugin>[0]>[0];

/**
 * The design system of the United Arab Emirates' government as plain CSS classes, without two things it brings: its 36 font
 * files from a foreign host (the same faces are served from here) and the banner it prints at each build.
 */
const quietDesignSystem = plugin((api: PluginApi) => {
  const print = console.log;
  console.log = () => {};
  try {
    designSystem.handler({
      ...api,
      addBase: ({ '@font-face': _, ...rest }: Record<string, object>) =>
        api.addBase(rest as Parameters<PluginApi['addBase']>[0]),
    });
  } finally {
    console.log = print;
  }
}, designSystem.config);

// Forms come first: the design system's check boxes build on them.
export default {
  content: [],
  plugins: [forms, typography, quietDesignSystem],
} satisfies Config;
