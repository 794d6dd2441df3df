import { readdirSync, readFileSync } from 'node:fs';

/**
 * The rooms of the code and the direction of imports between them. docs/architecture.md explains the map.
 * Subjects of lib/ import the ground, and those neighbours that are named here.
 */
const ground = ['async', 'crypto', 'db', 'i18n', 'server', 'text', 'time'];
const neighbours = {
  audit: [],
  documents: ['meeting'],
  email: ['audit', 'mailing', 'meeting', 'registration', 'staff'],
  import: ['audit', 'email', 'meeting', 'registration', 'spreadsheet'],
  mailing: ['audit', 'email', 'meeting', 'registration'],
  meeting: ['audit'],
  privacy: ['audit', 'email', 'meeting', 'registration'],
  registration: ['audit', 'email', 'meeting', 'spreadsheet'],
  spreadsheet: [],
  staff: ['audit', 'email', 'meeting'],
};
/** The files of lib/server that start the site and so know every subject; all others of that folder are ground. */
const STARTS_THE_SITE = '^lib/server/(main|jobs)\\.ts$';

/** What makes the files of the note. It runs in a process of its own: see docs/decisions/066-files-apart.md. */
const FILE_MAKERS =
  '^lib/(documents/(note-docx|note-pdf|typesetting)|meeting/share/(picture|code-picture))\\.ts$';

/** The entry files of what browsers load. */
const browserFiles = ['app', 'components'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`)
    .filter((file) => readFileSync(file, 'utf8').startsWith("'use client'")),
);

const among = (names) => `^lib/(${names.join('|')})(/|\\.)`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-app-knows-next',
      comment: 'The server speaks to the framework; components link with plain anchors.',
      severity: 'error',
      from: { path: '^(lib|components|prisma|scripts)/', pathNot: '^lib/server/' },
      to: { path: '^(next|node_modules/next)(/|$)' },
    },
    {
      name: 'components-show-and-do-nothing-else',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^(app|scripts|tests)/|^lib/db/' },
    },
    {
      name: 'lib-knows-no-page',
      severity: 'error',
      from: { path: '^(lib|prisma)/' },
      to: { path: '^(app|components|scripts)/' },
    },
    {
      name: 'ground-knows-no-subject',
      severity: 'error',
      from: { path: among([...ground, 'config']), pathNot: STARTS_THE_SITE },
      to: { path: among(Object.keys(neighbours)) },
    },
    ...Object.entries(neighbours).map(([subject, known]) => ({
      name: `${subject}-knows-its-neighbours-alone`,
      severity: 'error',
      from: { path: among([subject]) },
      to: { path: '^lib/', pathNot: among([...ground, 'config', subject, ...known]) },
    })),
    {
      name: 'every-room-of-lib-is-named',
      comment: 'A new folder gets its place in this file.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: among([...ground, 'config', ...Object.keys(neighbours)]) },
    },
    {
      name: 'browsers-load-no-bidi',
      comment:
        'The algorithm takes 28 kB. The server divides a text; a browser gets the parts: components/ui/text-parts.tsx.',
      severity: 'error',
      from: { path: browserFiles.map((file) => `^${file.replace(/[.[\]]/g, '\\$&')}$`) },
      to: { path: '^lib/text/bidi\\.ts$', reachable: true },
    },
    {
      name: 'files-are-made-apart',
      severity: 'error',
      from: {
        path: '^(app|components|lib)/',
        pathNot: [FILE_MAKERS, '^lib/documents/make-file-process\\.ts$'],
      },
      to: { path: [FILE_MAKERS, 'node_modules/(docx|pdfkit|@napi-rs/canvas)/'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^prisma/client' },
    exclude: { path: '\\.next|^tests/bench/node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
