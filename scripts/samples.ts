import { db } from '@/lib/db/client';
import { RETRY_FOR_MS, recordAttempt } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { confirmAttendance } from '@/lib/registration/confirm';
import { withdraw } from '@/lib/registration/participant-actions';
import { recordEntry } from '@/lib/registration/record-entry';
import { emptyParticipant, type ReachableParticipant } from '@/lib/registration/schema';
import { updateStaffFields } from '@/lib/registration/staff-actions';
import { invite } from '@/lib/staff/members';
import { HOUR_MS, later } from '@/lib/time/instant';

const secretary = 'secretariat@example.org';

type Sample = [
  locale: Locale,
  fullName: string,
  jobTitle: string,
  mailbox: string,
  country: string | null,
  organization: string | null,
  presentationTitle: string | null,
];

/** Invented people: nobody has these names, and `example.org` receives no emails (RFC 2606). */
const samples: Sample[] = [
  [
    'ar',
    'سلمى المثال',
    'مديرة برنامج الحكومة الرقمية',
    'salma',
    'JO',
    'وزارة النموذج الرقمي',
    'الهوية الرقمية: تجربة نموذجية',
  ],
  ['ar', 'أحمد التجريبي', 'وكيل الوزارة المساعد', 'ahmad', 'EG', 'وزارة التجارب', null],
  [
    'ar',
    'نور الافتراضية',
    'رئيسة قسم البيانات الحكومية',
    'nour',
    'LB',
    'هيئة الافتراض الوطنية',
    'البيانات المفتوحة في خدمة المواطن',
  ],
  [
    'en',
    'Sami Example',
    'Director General, E-Government',
    'sami',
    'TN',
    'Agency of Examples',
    'Shared services for small administrations',
  ],
  ['ar', 'خالد بن نموذج', 'مدير عام تقنية المعلومات', 'khaled', 'SA', 'هيئة النماذج', null],
  ['ar', 'مريم العيّنة', 'مستشارة التحول الرقمي', 'mariam', 'BH', 'مركز العيّنات', null],
  [
    'ar',
    'يوسف المفترض',
    'مدير المشاريع',
    'yousef',
    'KW',
    'الجهاز الافتراضي المركزي',
    'قياس نضج الخدمات الإلكترونية',
  ],
  ['en', 'Lina Sample', 'Head of Digital Services', 'lina', 'MA', 'Ministry of Samples', null],
  [
    'ar',
    'هدى التوضيحية',
    'مديرة إدارة المؤشرات',
    'huda',
    'OM',
    'وزارة التوضيح',
    'مؤشرات الخدمات الحكومية الإلكترونية والنقالة',
  ],
  ['ar', 'عمر الصوري', 'رئيس وحدة الذكاء الاصطناعي', 'omar', 'IQ', 'أمانة الصور النموذجية', null],
  ['ar', 'رنا المثالية', 'مديرة الإصلاح الإداري', 'rana', 'SY', 'وزارة المثال', null],
  ['en', 'Adam Placeholder', 'Senior Adviser', 'adam', 'DJ', null, null],
  [
    'ar',
    'طارق النموذجي',
    'مدير النفاذية الرقمية',
    'tarek',
    'QA',
    'مركز النموذج للنفاذية',
    'النفاذية الرقمية بالعربية',
  ],
  ['ar', 'ليلى التمثيلية', 'نائبة المدير العام', 'layla', 'DZ', 'وكالة التمثيل الرقمي', null],
  ['ar', 'بدر الاختباري', 'مدير أمن المعلومات', 'badr', 'AE', 'هيئة الاختبار', null],
  [
    'ar',
    'آمنة الفرضية',
    'رئيسة فريق الخدمات المشتركة',
    'amna',
    'AE',
    'هيئة الاختبار',
    'منصة الخدمات المشتركة',
  ],
  ['ar', 'زياد المسوّد', 'خبير السياسات الرقمية', 'ziad', 'PS', 'وزارة المسوّدات', null],
  ['en', 'Mona Demo', 'Programme Manager', 'mona', 'LY', 'Demo Authority', null],
  ['ar', 'فهد العيّني', 'مدير التخطيط', 'fahad', 'SA', null, null],
  ['ar', 'إيمان الأنموذج', 'مديرة التعاون الدولي', 'iman', 'SD', 'وزارة الأنموذج', null],
  ['ar', 'ماجد المثالي', 'رئيس قطاع البنية الرقمية', 'majed', 'YE', 'قطاع الأمثلة', null],
  ['ar', 'سعاد التقريبية', 'مديرة الجودة', 'souad', 'MR', 'مركز التقريب', null],
  [
    'en',
    'Karim Testfall',
    'Chief Information Officer',
    'karim',
    'KM',
    'Office of Test Cases',
    'Cloud first on islands',
  ],
  ['ar', 'جمال الشكلي', 'مدير الأنظمة', 'jamal', 'SO', 'هيئة الأشكال', null],
  ['ar', 'وفاء المبدئية', 'محللة أولى', 'wafa', 'JO', 'وزارة النموذج الرقمي', null],
  ['ar', 'نبيل الموضّح', 'مدير المحتوى الرقمي', 'nabil', 'LB', 'هيئة الافتراض الوطنية', null],
  ['en', "Dana O'Sample-Haddad", 'Director, Open Data', 'dana', 'JO', 'Ministry of Samples', null],
  ['ar', 'عبد الله المثال', 'وكيل وزارة', 'abdullah', 'KW', 'وزارة الأمثلة', null],
  [
    'ar',
    'شيماء التجريبية',
    'مديرة التقنيات الناشئة',
    'shaima',
    'EG',
    'وزارة التجارب',
    'التكنولوجيات الناشئة في الإدارة',
  ],
  ['ar', 'كمال الفرضي', 'مستشار الوزير', 'kamal', 'IQ', 'أمانة الصور النموذجية', null],
];

/** Fills an empty database with sample registrations, by the same use cases as the site. Does nothing if anybody is registered. */
export async function seed(now: Date): Promise<void> {
  if ((await db().registration.count()) > 0) return;
  for (const [index, sample] of samples.entries()) {
    const [locale, fullName, jobTitle, mailbox, country, organization, presentationTitle] = sample;
    const participant: ReachableParticipant = {
      ...emptyParticipant,
      fullName,
      jobTitle,
      email: `${mailbox}@example.org`,
      presentationTitle,
      country,
      organization,
    };
    const at = later(now, -(samples.length - index) * 9 * HOUR_MS);
    await confirmAttendance({ participant, locale }, { clock: () => at, notifySecretariat: index % 5 === 0 });
  }
  await withdrawSample('jamal@example.org', later(now, -3 * HOUR_MS));
  await addStaffWork(now);
  await failEmail('fahad@example.org');
}

/** Adds the work of the secretariat: reviews, two accepted presentations, an entry from a note verbale, an invitation of the host. */
async function addStaffWork(now: Date): Promise<void> {
  const context = { actor: { actor: 'secretariat', by: secretary } as const, clock: () => now };
  const registrations = await db().registration.findMany({ orderBy: { createdAt: 'asc' }, take: 12 });
  let place = 0;
  for (const { id, version, presentation } of registrations) {
    const isAccepted = presentation !== null && place < 2;
    await updateStaffFields(
      { id, expectedVersion: version, ...context },
      {
        review: 'reviewed',
        internalNote: null,
        latinName: null,
        presentation: isAccepted ? 'accepted' : presentation,
        presentationOrder: isAccepted ? ++place : null,
      },
    );
  }
  await recordEntry(
    {
      participant: {
        ...emptyParticipant,
        fullName: 'غادة المذكورة',
        jobTitle: 'مديرة التعاون الرقمي',
        country: 'IQ',
        organization: 'وزارة النموذج',
      },
      locale: 'ar',
      source: 'noteVerbale',
      reason: '',
      isNotified: false,
    },
    { isSure: false, ...context },
  );
  await invite('host@example.org', 'host', context);
}

async function withdrawSample(email: string, at: Date): Promise<void> {
  const { id, linkVersion, version } = await db().registration.findFirstOrThrow({ where: { email } });
  const action = { link: { registrationId: id, version: linkVersion }, expectedVersion: version };
  await withdraw(action, { clock: () => at, notifySecretariat: false });
}

async function failEmail(email: string): Promise<void> {
  const message = await db().outboxMessage.findFirstOrThrow({
    where: { registration: { email }, kind: 'acknowledgement' },
  });
  const longAgo = later(message.createdAt, -RETRY_FOR_MS);
  await db().outboxMessage.update({ where: { id: message.id }, data: { createdAt: longAgo, attempts: 78 } });
  await recordAttempt({ ...message, createdAt: longAgo }, { ok: false, reason: '550 5.2.2 Mailbox full' });
}
