import { redirect } from 'next/navigation';
import { NOTICE, noticeOf } from '@/lib/server/notice-cookie';
import { encryptedCookie } from './encrypted-cookie';

/** Ten minutes, for a slow line; the notice is deleted with the page that shows it. */
const cookie = encryptedCookie(NOTICE, 10 * 60);

/**
 * Leads from an action to the page that tells what was done, or why nothing was. The browser gets a sealed notice for that very address:
 * without it the page tells nothing, because anybody may open an address, and follow a link to it.
 * @param address path and query, such as `/ar/admin/people?done=invited`
 */
export async function redirectWithNotice(address: string): Promise<never> {
  await cookie.remember(noticeOf(address));
  return redirect(address);
}

/** Whether this browser has just been led to this address by an action. @param path of the page, with or without the language */
export async function hasNotice(
  path: string,
  searchParams: URLSearchParams | Record<string, string | string[] | undefined>,
): Promise<boolean> {
  return (await cookie.recall()) === noticeOf(`${path}?${queryOf(searchParams)}`);
}

/** The parameters of a page in the form of its address. A repeated parameter stands as often as in the address. */
export const queryOf = (
  searchParams: URLSearchParams | Record<string, string | string[] | undefined>,
): URLSearchParams =>
  searchParams instanceof URLSearchParams
    ? searchParams
    : new URLSearchParams(
        Object.entries(searchParams).flatMap(([name, value = []]) =>
          [value].flat().map((text) => [name, text]),
        ),
      );
