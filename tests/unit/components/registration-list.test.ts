import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { RegistrationTable } from '@/components/staff/registration-list';
import { RegistrationRows } from '@/components/staff/registration-rows';
import { columns, type ListedRegistration } from '@/lib/registration/list-columns';
import { readListView } from '@/lib/registration/list-view';
import { beforeDeadline } from '../../support/builders';

const registration: ListedRegistration = {
  id: 'id-1',
  meetingId: 'meeting',
  reference: 'AEG11-ABC234',
  fullName: 'سلمى المثال',
  jobTitle: 'مديرة برنامج، هاتف +971 4 123 4567',
  email: 'salma@example.org',
  presentationTitle: 'Open data',
  country: 'JO',
  organization: 'وزارة النموذج',
  language: 'ar',
  status: 'confirmed',
  withdrawnBy: null,
  source: 'form',
  review: 'new',
  internalNote: null,
  latinName: null,
  presentation: 'proposed',
  presentationOrder: 3,
  letter: 'failed',
  erasedAt: null,
  linkVersion: 1,
  version: 2,
  confirmedAt: beforeDeadline,
  createdAt: beforeDeadline,
  updatedAt: beforeDeadline,
};
const erased: ListedRegistration = { ...registration, id: 'id-2', fullName: '', erasedAt: beforeDeadline };

const table = (role: 'secretariat' | 'host' = 'secretariat') =>
  RegistrationTable({
    rows: [registration, erased],
    view: readListView({ columns: columns.join(',') }),
    role,
    locale: 'ar',
    ...(role === 'secretariat' && {
      selection: 'selection',
      lookAlikes: new Set(['id-1']),
      failures: new Map([['id-1', '550 5.1.1 unknown']]),
    }),
  });

/** What the page sends to the browser beside the HTML: the properties of the component that runs there. */
function rowsSent(node: ReactNode): string {
  const { type, props } = node as ReactElement<{ children?: ReactNode }>;
  if (type === RegistrationRows) return JSON.stringify(props);
  return [props?.children]
    .flat()
    .filter((child) => child && typeof child === 'object')
    .map(rowsSent)
    .join('');
}

describe('the table of the list', () => {
  it('isolates typed values, addresses and instants, and names each state', () => {
    const html = renderToStaticMarkup(table());
    for (const part of [
      '<bdi>مديرة برنامج، هاتف <bdi>+971 4 123 4567</bdi></bdi>',
      '<bdi dir="ltr">salma@example.org</bdi>',
      '<time dateTime="',
      '<span class="state state-bad"><span aria-hidden="true">✗</span> ',
      '<span class="block min-w-40">',
    ])
      expect(html).toContain(part);
  });

  it('leads the secretariat to a registration and its look-alikes, and offers nothing for an erased one', () => {
    const html = renderToStaticMarkup(table());
    expect(html).toMatch(/href="\/ar\/admin\/registrations\/id-1\?list=/);
    expect(html).toContain('href="/ar/admin/registrations/id-1/look-alikes"');
    expect(html.match(/type="checkbox"/g)).toHaveLength(1);
    expect(html).toContain('value="id-1:2"');
    expect(html).toMatch(/<em>[^<]+<\/em>/);
    expect(renderToStaticMarkup(table('host'))).not.toMatch(/registrations\/id|checkbox|example\.org/);
  });

  it('sends the texts of its rows to the browser once more, and not a description of each element', () => {
    const html = renderToStaticMarkup(table()).split('<tbody>')[1] ?? '';
    const sent = rowsSent(table());
    expect(sent).toContain('سلمى المثال');
    expect(sent.length).toBeLessThan(0.6 * html.length);
  });
});
