import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { TypedText } from '@/components/ui/running-text';
import { toldBefore } from '@/lib/mailing/deadline-mailing';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { deadlineMoves, versionedDeadline } from '@/lib/meeting/move-deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { meetingClock } from '@/lib/time/clock';
import { formatMoment, formatWeekday, isoInMeetingZone, lastDayBefore } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { adminMetadata, adminPage } from '../admin';
import { submitDeadline, submitDeadlineEmail } from './actions';

export const generateMetadata = adminMetadata('admin.deadline.heading');

export default adminPage({ path: () => '/admin/deadline' }, async (context) => {
  const { locale, t, searchParams, hasNotice } = context;
  const { closesAt, version } = await versionedDeadline();
  const meeting = { ...(await currentMeeting()), closesAt };
  const phase = phaseOf(meeting, meetingClock());
  const { until, since } = deadlineInWords(meeting, locale);
  const moves = await deadlineMoves();
  const [latest] = moves;
  const told = latest && phase !== 'held' ? await toldBefore(latest, meeting.id) : [];
  const lastDay = (closesAt: string) => formatWeekday(lastDayBefore(instant(closesAt)).day, locale);
  return (
    <>
      <div className="prose-width">
        {hasNotice && searchParams.done === 'moved' && (
          <p role="status" className="notice mb-6">
            {t('admin.deadline.moved')}
          </p>
        )}
        <h1 className="mb-4 text-3xl">{t('admin.deadline.heading')}</h1>
        <p className="mb-2">
          {phase === 'open'
            ? t('admin.deadline.open', { deadline: until })
            : t('admin.deadline.closed', { since })}
        </p>
        <p className="mb-6">
          <a className="quiet-link" href={`/${locale}/admin/preview`}>
            {t('admin.preview.heading')}
          </a>
        </p>
        <AdminForm
          key={version}
          locale={locale}
          address={`/${locale}/admin/deadline`}
          expectedVersion={version}
          initial={{ lastDay: isoInMeetingZone(lastDayBefore(closesAt).day).slice(0, 10) }}
          fields={[
            {
              name: 'lastDay',
              label: t('admin.deadline.lastDay'),
              hint: t('admin.deadline.lastDayHint'),
              kind: 'date',
            },
            { name: 'reason', label: t('admin.task.reason.label'), hint: t('admin.deadline.reasonHint') },
          ]}
          labels={adminFormLabels(locale, t('admin.deadline.submit'))}
          action={submitDeadline}
        />
        {latest && told.length > 0 && (
          <section aria-labelledby="tell" className="mt-8">
            <h2 id="tell" className="mb-2 text-xl">
              {t('admin.deadline.tell')}
            </h2>
            <p className="mb-4">
              {t('admin.deadline.tellText', {
                total: told.length,
                from: lastDay(latest.from),
                to: lastDay(latest.to),
              })}
            </p>
            <AdminForm
              key={latest.id}
              locale={locale}
              address={`/${locale}/admin/deadline`}
              hidden={{ move: String(latest.id) }}
              fields={[]}
              labels={adminFormLabels(locale, t('admin.deadline.tellSubmit'))}
              isQuiet
              action={submitDeadlineEmail}
            />
          </section>
        )}
      </div>
      {moves.length > 0 && (
        <>
          <h2 className="mt-8 mb-3 text-xl">{t('admin.deadline.history')}</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
          <section className="sheet-scroll" aria-label={t('admin.deadline.history')} tabIndex={0}>
            <table className="sheet">
              <thead>
                <tr>
                  <th scope="col">{t('admin.detail.when')}</th>
                  <th scope="col">{t('admin.deadline.from')}</th>
                  <th scope="col">{t('admin.deadline.to')}</th>
                  <th scope="col">{t('admin.task.reason.label')}</th>
                  <th scope="col">{t('admin.detail.who')}</th>
                </tr>
              </thead>
              <tbody>
                {moves.map(({ id, at, from, to, reason, by }) => (
                  <tr key={id}>
                    <td>{formatMoment(at, locale)}</td>
                    <td>{lastDay(from)}</td>
                    <td>{lastDay(to)}</td>
                    <td className="min-w-48">
                      <TypedText text={reason} />
                    </td>
                    <td>
                      <bdi dir="ltr">{by}</bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </>
  );
});
