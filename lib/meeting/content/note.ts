import type { Localized } from '@/lib/i18n/locale';

/**
 * The complete information note, in its order. The Arabic text is the one that ESCWA circulated, and it prevails; the English text
 * is a translation made for this site. The agenda is in `agenda.ts`. See docs/note.md.
 */
export const note = {
  kind: {
    ar: 'مذكرة معلومات',
    en: 'Information note',
  } satisfies Localized,
  /** Which text is the original. The original itself does not say so. */
  original: {
    ar: null,
    en: 'Original: Arabic. In case of doubt the Arabic text prevails.',
  } satisfies Localized<string | null>,

  background: {
    heading: {
      ar: 'الخلفية',
      en: 'Background',
    } satisfies Localized,
    paragraphs: [
      {
        ar: 'في عام 2013، اقترحت اللجنة الاقتصادية والاجتماعية لغربي آسيا (الإسكوا) إنشاء منصة لتعزيز الحوار حول إدارة برامج الحكومة الإلكترونية في الدول العربية، ولرفع مستوى التنسيق بشأن السياسات والتدابير المتصلة بالحكومة الإلكترونية على المستوى الإقليمي. ويشارك في هذه المنصة، وفق التصميم المقترح، مديرو برامج الحكومة الإلكترونية في الدول العربية أو ممثلون عنهم. كما تتولى الإسكوا تنظيم الأنشطة واقتراح جداول أعمال للاجتماعات.',
        en: 'In 2013, the Economic and Social Commission for Western Asia (ESCWA) proposed establishing a platform to strengthen dialogue on the management of e-government programmes in the Arab States, and to raise the level of coordination of e-government policies and measures at the regional level. Under the proposed design, the platform brings together the directors of e-government programmes in the Arab States, or their representatives. ESCWA organizes its activities and proposes the agendas of its meetings.',
      },
      {
        ar: 'ومن الأهداف الأساسية لهذه المنصة التشاور بشأن تحديات الحكومة الإلكترونية في الدول العربية واقتراح سبل للتصدي لها؛ وترتيب أولويات العمل في هذا المجال؛ وتعزيز التكامل الإقليمي باعتماد برامج مشتركة والبحث في إمكانية تطويرها؛ وتبادل الممارسات المثلى والخبرات الإقليمية في مجال خدمات الحكومة الإلكترونية، والنظر في سبل تقديم خدمات مشتركة بين الدول؛ ونقل التجارب والممارسات المثلى من مناطق أخرى؛ والتوصل إلى موقف مشترك للدول الأعضاء في الإسكوا من أجل نقله إلى المحافل الإقليمية والدولية.',
        en: 'The platform’s main objectives include consulting on the e-government challenges that the Arab States face and proposing ways of addressing them; setting priorities for work in this field; strengthening regional integration by adopting joint programmes and exploring the possibility of developing them; exchanging best practices and regional experience in e-government services, and considering ways of providing joint services among States; transferring experience and best practices from other regions; and arriving at a common position of ESCWA member States that can be conveyed to regional and international forums.',
      },
      {
        ar: 'وتتولى الأمانة التنفيذية للإسكوا الأمانة الفنية لهذه المنصة. وفي صفتها هذه، جرى عقد 10 اجتماعات لمديري برامج الحكومة الإلكترونية في الدول العربية آخرها 15 تشرين الثاني/نوفمبر 2022 والذي تمّ عقده في بيت الأمم المتحدة في بيروت، وعبر المنصة Zoom.',
        en: 'The Executive Secretariat of ESCWA serves as the platform’s technical secretariat. In that capacity it has held 10 meetings of the directors of e-government programmes in the Arab States, the most recent on 15 November 2022 at the United Nations House in Beirut and via Zoom.',
      },
      {
        ar: 'تبين هذه المذكرة الملامح الرئيسية للاجتماع الحادي عشر لمديري الحكومة الإلكترونية العرب، والذي سيعقد بالتعاون مع هيئة تنظيم الاتصالات والحكومة الرقمية في الإمارات العربية المتحدة بالتزامن مع فعاليات القمة العالمية للحكومات 2024.',
        en: 'This note sets out the main features of the eleventh meeting of Arab e-government directors, which will be held in cooperation with the Telecommunications and Digital Government Regulatory Authority (TDRA) of the United Arab Emirates, in conjunction with the events of the World Governments Summit 2024.',
      },
    ] satisfies Localized[],
  },

  objectives: {
    heading: {
      ar: 'الأهداف',
      en: 'Objectives',
    } satisfies Localized,
    introduction: {
      ar: 'تتمثل الأهداف الرئيسية لهذا الاجتماع بما يلي:',
      en: 'The main objectives of this meeting are to:',
    } satisfies Localized,
    items: [
      {
        ar: 'عرض أنشطة الإسكوا ومشاريعها الرئيسية المتعلقة بالتحول الرقمي والتنمية الرقمية والتكنولوجيات الناشئة ومؤشرات القياس؛',
        en: 'present ESCWA’s main activities and projects on digital transformation, digital development, emerging technologies and measurement indicators;',
      },
      {
        ar: 'عرض تجربة دولة الإمارات العربية المتحدة في التحول الرقمي والتكنولوجيات الناشئة ومؤشرات القياس؛',
        en: 'present the experience of the United Arab Emirates in digital transformation, emerging technologies and measurement indicators;',
      },
      {
        ar: 'عرض بعض المبادرات من الدول الأعضاء المتعلقة بالتحول الرقمي والتكنولوجيات الناشئة؛',
        en: 'present some initiatives of member States on digital transformation and emerging technologies;',
      },
      {
        ar: 'تعزيز الآليات القائمة والأدوار والمسؤوليات لتسخير التكنولوجيات الناشئة في التنمية؛',
        en: 'strengthen existing mechanisms, roles and responsibilities for harnessing emerging technologies for development;',
      },
      {
        ar: 'مناقشة إمكانات التعاون في المشاريع المشتركة للتحول الرقمي والتكنولوجيات الناشئة؛',
        en: 'discuss possibilities for cooperation in joint projects on digital transformation and emerging technologies.',
      },
    ] satisfies Localized[],
  },

  participants: {
    heading: {
      ar: 'المشاركون',
      en: 'Participants',
    } satisfies Localized,
    text: {
      ar: 'يشترك في ورشة العمل خبراء رفيعو المستوى، من المسؤولين عن البرامج الوطنية للحكومة الرقمية والتحول الرقمي في المنطقة العربية، ومديرو المشاريع ذات الصلة بخطط ومؤشرات التحول الرقمي والتكنولوجيات الناشئة، وممثلون عن وزارات تكنولوجيا المعلومات والاتصالات والإصلاح الإداري، وإدارة البيانات الحكومية.',
      en: 'The workshop brings together high-level experts: officials responsible for national digital government and digital transformation programmes in the Arab region, managers of projects concerned with plans and indicators for digital transformation and emerging technologies, and representatives of ministries of information and communications technology and of administrative reform, and of government data management.',
    } satisfies Localized,
  },

  /** The two halves of the sentence that names the deadline. The date of `closesAt` is inserted between them, in bold. */
  participation: {
    heading: {
      ar: 'المشاركة في الاجتماع',
      en: 'Participation in the meeting',
    } satisfies Localized,
    beforeDate: {
      ar: 'يرجى تأكيد المشاركة في الاجتماع قبل يوم ',
      en: 'Please confirm participation before ',
    } satisfies Localized,
    afterDate: {
      ar: ' بتحديد اسم المشارك (المشاركة) والمسمى الوظيفي، وفي حال الرغبة بتقديم عرض أو مداخلة في الاجتماع، يرجى تحديد عنوان العرض التقديمي.',
      en: ', stating the participant’s name and job title. If you wish to give a presentation or make an intervention at the meeting, please state the title of the presentation.',
    } satisfies Localized,
  },

  venue: {
    heading: {
      ar: 'مكان الانعقاد',
      en: 'Venue',
    } satisfies Localized,
    text: {
      ar: 'يُعقد الاجتماع بطريقة حضورية في دبي – الإمارات العربية المتحدة.',
      en: 'The meeting will be held in person in Dubai, United Arab Emirates.',
    } satisfies Localized,
  },

  language: {
    heading: {
      ar: 'لغة الاجتماع',
      en: 'Language of the meeting',
    } satisfies Localized,
    text: {
      ar: 'اللغة العربية هي اللغة الرئيسية المستخدمة في الاجتماع.',
      en: 'Arabic is the main language used in the meeting.',
    } satisfies Localized,
  },
};
