import { expect } from 'vitest';
import { openForm, secretary, sendForm } from '@/tests/support/site';
import { until } from './load';
import type { Target } from './target';

/** A signed-in member of the secretariat who reads staff pages. */
export type Secretary = { cookie: string; read(path: string): Promise<string> };

/** Signs in with plain requests. The mail server must accept emails. */
export async function signIn({ site: { origin }, mail }: Target): Promise<Secretary> {
  const asked = await sendForm(await openForm(`${origin}/ar/admin/sign-in`), { email: secretary });
  const carried = asked.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await until(() => mail.codes.length > 0, 20_000);
  const form = await openForm(`${origin}/ar/admin/sign-in?step=code`, carried);
  const entered = await sendForm(form, { code: mail.codes.at(-1) ?? '' }, undefined, carried);
  const cookie = entered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  return {
    cookie,
    async read(path) {
      const answer = await fetch(`${origin}${path}`, {
        headers: { cookie },
        redirect: 'manual',
      });
      expect(answer.status, path).toBe(200);
      return answer.text();
    },
  };
}
