/** The names and values of the fields of a form, in their order. */
type Values = [name: string, value: string][];

/** What was typed, on its way to the same page in the other language, or to the page that is loaded again. */
type Carried = {
  /** The path of the page without the language. */
  page: string;
  /** The values of each form, by its position on the page. */
  forms: Record<number, Values>;
};

/** The tab's own storage: nothing is sent, and nothing stands in an address. It is emptied as soon as the next page has a form. */
const STORAGE_KEY = 'typed-values';

/** What the reader sees and fills in. */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Hidden fields that belong to what was typed: the id of the form for the idempotency key, and the version that was read. */
const CARRIED_HIDDEN_FIELDS = ['formId', 'seen'];

/** The forms on the page. */
const forms = new Set<HTMLFormElement>();
let arrived: Carried | null = null;
let isCarrying = false;

/** Whether what is typed here is on its way to the next page, so that nothing is lost by leaving this one. */
export const isTypedTextCarried = (): boolean => isCarrying;

/**
 * Fills in what was typed before the language was changed, and carries what is typed here when it is changed.
 * @param setHidden called with the values of hidden fields that arrived
 * @returns a function that ends this
 */
export function carryTyped(
  form: HTMLFormElement,
  setHidden: (values: Record<string, string>) => void,
): () => void {
  const values = takeArrived(form);
  if (values) {
    fillIn(form, values);
    setHidden(Object.fromEntries(values.filter(([name]) => CARRIED_HIDDEN_FIELDS.includes(name))));
  }
  forms.add(form);
  document.addEventListener('click', carryOnLanguageChange);
  return () => forms.delete(form);
}

/** Loads the page again with what was typed. */
export function reloadWithTyped(): void {
  carry();
  location.reload();
}

/** A plain click on a link to this page in the other language. A link that opens another window leaves this one as it is. */
function carryOnLanguageChange(event: MouseEvent): void {
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[hreflang]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (withoutLanguage(link.pathname) === withoutLanguage(location.pathname)) carry();
}

const withoutLanguage = (path: string): string => path.replace(/^\/\w+/, '');

const positionOf = (form: HTMLFormElement): number => [...document.forms].indexOf(form);

function carry(): void {
  const carried: Carried = { page: withoutLanguage(location.pathname), forms: {} };
  for (const form of forms) {
    if (controlsOf(form).length > 0) carried.forms[positionOf(form)] = valuesOf(form);
  }
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(carried));
    isCarrying = true;
    addEventListener('pagehide', () => (isCarrying = false), { once: true });
  } catch {
    // A browser without storage shows the other page with an empty form.
  }
}

/** The texts of a form, without those that belong to this page, such as its language. A file cannot be carried. */
const valuesOf = (form: HTMLFormElement): Values =>
  [...new FormData(form)].filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      (CARRIED_HIDDEN_FIELDS.includes(entry[0]) || controlsOf(form).some(({ name }) => name === entry[0])),
  );

/** The controls that the reader can fill in, also those outside of the form that belong to it. */
const controlsOf = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter(
    (element): element is Control =>
      (element instanceof HTMLInputElement && !['hidden', 'file', 'submit'].includes(element.type)) ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement,
  );

/** Takes the values for one form, so that they are filled in once. */
function takeArrived(form: HTMLFormElement): Values | null {
  arrived ??= readStorage();
  const position = positionOf(form);
  const values = arrived?.page === withoutLanguage(location.pathname) && arrived.forms[position];
  if (!arrived || !values) return null;
  delete arrived.forms[position];
  return values;
}

/** Takes the values of the form of the page in the other language, for a page that has none at present. */
export function takeTyped(): Record<string, string> {
  arrived ??= readStorage();
  if (arrived?.page !== withoutLanguage(location.pathname)) return {};
  const [values = []] = Object.values(arrived.forms);
  arrived.forms = {};
  return Object.fromEntries(values);
}

function readStorage(): Carried | null {
  try {
    const stored = sessionStorage.getItem(STORAGE_KEY);
    sessionStorage.removeItem(STORAGE_KEY);
    return stored && JSON.parse(stored);
  } catch {
    return null;
  }
}

/** A field without a value is one that was emptied or not ticked. */
function fillIn(form: HTMLFormElement, values: Values): void {
  for (const control of controlsOf(form)) {
    const own = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type)) {
      control.checked = own.includes(control.value);
    } else if (own[0] !== undefined) {
      control.value = own[0];
    }
  }
}
