/**
 * Collects what the built site needs at run time into a folder, for an image: `node --import tsx scripts/collect-image.ts FOLDER`. The
 * framework traced the files of each page when it built them; the server in front of it is traced here by the same tracer.
 */
import { copyFileSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { filesIn } from './files-in';

type Tracer = {
  nodeFileTrace(
    files: string[],
    options: { base: string; processCwd: string; ignore: (path: string) => boolean },
  ): Promise<{ fileList: Set<string> }>;
};
const { nodeFileTrace } = createRequire(import.meta.url)('next/dist/compiled/@vercel/nft') as Tracer;

const [to = ''] = process.argv.slice(2);
const root = process.cwd();
const build = process.env.BUILD_FOLDER ?? '.next';

/** Files of the build that only building needs. */
const BUILD_ONLY = /^\/(cache|diagnostics|types|turbopack|build|trace|trace-build)(\/|$)|\.(nft\.json|map)$/;
const built = filesIn(build);

/** What pages need, as the framework traced it. */
const pages = built
  .filter((file) => file.endsWith('.nft.json'))
  .flatMap((file) =>
    (JSON.parse(readFileSync(file, 'utf8')) as { files: string[] }).files.map((path) =>
      relative(root, join(root, dirname(file), path)),
    ),
  );
/** Packages and files that only building and development need; the tracer finds them because the framework can load them, too. */
const DEVELOPMENT_ONLY =
  /node_modules\/(@next\/swc-|typescript\/|esbuild\/|@esbuild\/|sharp\/|@img\/)|\/next\/dist\/(server\/dev|lib\/upgrade|compiled\/(webpack|babel|terser))|next-server\/.*\.dev\.js$|\.d\.ts$|\.map$/;
/** What the server in front of them needs. */
const { fileList } = await nodeFileTrace(
  built.filter((file) => file.startsWith(join(build, 'site'))),
  { base: root, processCwd: root, ignore: (path) => DEVELOPMENT_ONLY.test(path) },
);
const files = new Set([
  'package.json',
  ...built.filter((file) => !BUILD_ONLY.test(file.slice(build.length))),
  ...pages,
  ...fileList,
  // Read by path at run time.
  ...['public', 'prisma/migrations', 'prisma/schema.prisma', 'lib/spreadsheet'].flatMap((path) =>
    path.includes('.') ? [path] : filesIn(path),
  ),
]);
for (const file of files) {
  const stats = lstatSync(file);
  // The tracer may name the folder of a package beside the files in it.
  if (stats.isDirectory()) continue;
  const copy = join(to, file);
  mkdirSync(dirname(copy), { recursive: true });
  // `cpSync` takes a link to a folder for the folder on some versions of Node.js.
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(file), copy);
  else copyFileSync(file, copy);
}
console.log(`${files.size} files are in ${to}.`);
