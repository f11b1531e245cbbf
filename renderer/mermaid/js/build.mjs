// Makes the scripts of the embedded engine out of Mermaid's npm packages:
//
//   node build.mjs NODE_MODULES OUT
//
// writes modules (OUT/NAME.js), OUT/modules.json with what each of them imports,
// in an order in which they can be loaded, and OUT/licenses.txt. It needs esbuild
// among the packages.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patches } from './patches.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, 'x.js'))('esbuild');

const applied = new Map(patches.map(({ name }) => [name, 0]));

function patch(text) {
  for (const { name, find, replace } of patches) {
    if (!find.test(text)) continue;
    applied.set(name, applied.get(name) + 1);
    text = text.replace(find, () => replace);
  }
  return text;
}

const plugin = {
  name: 'mermaid',
  setup(build) {
    build.onResolve({ filter: /^(dompurify|katex)$/ }, ({ path }) => ({ path: join(here, 'stubs', `${path}.mjs`) }));
    build.onLoad({ filter: /(@?mermaid(-js[\\/]parser)?|khroma|roughjs)[\\/](dist|bundled)[\\/].*\.m?js$/ }, ({ path }) => ({
      contents: patch(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

// A diagram needs its own type, and what all types share, of a script that would
// take long to load as a whole. So there is a module for everything that Mermaid
// imports when it needs it, and for what several of those share.
const { metafile } = await esbuild.build({
  entryPoints: [join(here, 'globals.mjs'), join(here, 'entry.mjs')],
  outdir: join(out, 'split'),
  nodePaths: [modules],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  // Names stay: some parsers look at them.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  absWorkingDir: modules,
  metafile: true,
  logLevel: 'warning',
  plugins: [plugin],
});

const outputs = new Map(Object.entries(metafile.outputs).map(([path, { imports }]) => [
  resolve(modules, path),
  imports.map(({ path, kind }) => ({ path: resolve(modules, path), dynamic: kind === 'dynamic-import' })),
]));
const later = new Set([...outputs.values()].flat().filter(({ dynamic }) => dynamic).map(({ path }) => path));

// The names of the modules: those that esbuild gives depend on where the packages
// lie.
const names = new Map();
const list = []; // the modules, each behind those that it imports

function visit(path) {
  if (names.has(path)) return;
  const imports = outputs.get(path);
  const file = basename(path, '.js');
  names.set(path, later.has(path) ? file.replace(/-[A-Z0-9]{8}$/, '') : file.startsWith('chunk-') ? `shared-${names.size}` : file);
  const now = imports.filter(({ dynamic }) => !dynamic).map(({ path }) => path);
  now.forEach(visit);
  list.push({ name: names.get(path), path, imports: now });
  imports.forEach(({ path }) => visit(path));
}

// QuickJS resolves modules by name. It cannot tell where a module without debug
// information is, so an import at run time goes through the host (globals.mjs).
function finished({ name, path }) {
  const text = readFileSync(path, 'utf8')
    .replace(/\bimport\("\.\/([^"]+)"\)/g, (_, file) => `__import("${names.get(join(dirname(path), file))}")`)
    .replace(/\b(from|import)"\.\/([^"]+)"/g, (_, word, file) => `${word}"${names.get(join(dirname(path), file))}"`);
  return later.has(path) ? `${text}import*as itself from"${name}";__modules["${name}"]=itself;` : text;
}

// The licences of all packages that went in.
function licenses(inputs) {
  const packages = new Set(
    inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.replaceAll('\\', '/'))?.[1]).filter(Boolean),
  );
  return [...packages].map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'License'].map((n) => join(path, n)).find(existsSync);
    return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : ''}\n`;
  });
}

mkdirSync(out, { recursive: true });
for (const { name, times = 1 } of patches) {
  if (applied.get(name) !== times) {
    throw new Error(`the patch ${name} was applied ${applied.get(name)} times, not ${times}: is this another release of Mermaid?`);
  }
}
[...outputs.keys()].filter((path) => !later.has(path)).forEach(visit);
for (const module of list) writeFileSync(join(out, `${module.name}.js`), finished(module));
const order = list.map(({ name, imports }) => ({ name, imports: imports.map((path) => names.get(path)) }));
writeFileSync(join(out, 'modules.json'), JSON.stringify(order));
const inputs = Object.keys(metafile.inputs).map((path) => resolve(modules, path));
writeFileSync(join(out, 'licenses.txt'), [...new Set(licenses(inputs))].sort().join(`\n${'-'.repeat(72)}\n\n`));
const { version } = JSON.parse(readFileSync(join(modules, 'mermaid', 'package.json'), 'utf8'));
writeFileSync(join(out, 'version.txt'), `${version}\n`);
