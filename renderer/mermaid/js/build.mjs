// Makes the scripts of the embedded engine out of Mermaid's npm packages:
//
//   node build.mjs NODE_MODULES OUT
//
// writes OUT/mermaid.js, OUT/elk.js and OUT/licenses.txt. It needs esbuild
// among the packages.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patches } from './patches.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, 'x.js'))('esbuild');

// Rough.js, for hand-drawn looks, reads the last match from RegExp.$1, which
// QuickJS does not have.
function patchRough(text) {
  const calls = text.match(/\b\w+\.match\(\/\^/g) ?? [];
  if (calls.length !== 3) throw new Error(`Rough.js matches ${calls.length} patterns, not 3: is this another release?`);
  return `let lastMatch;${text
    .replace(/\b(\w+)\.match\((\/\^.+?\/)\)/g, (_, subject, pattern) => `(lastMatch=${pattern}.exec(${subject}))`)
    .replace(/RegExp\.\$1/g, 'lastMatch[1]')}`;
}

const applied = new Map(patches.map(({ name }) => [name, 0]));

function patch(text) {
  for (const { name, find, replace } of patches) {
    if (!find.test(text)) continue;
    applied.set(name, applied.get(name) + 1);
    text = text.replace(find, () => replace);
  }
  return text;
}

const stubs = { dompurify: 'dompurify', katex: 'katex', 'elkjs/lib/elk.bundled.js': 'elk' };

const plugin = {
  name: 'mermaid',
  setup(build) {
    build.onResolve({ filter: /^(dompurify|katex|elkjs\/lib\/elk\.bundled\.js)$/ }, ({ path, importer }) =>
      importer === join(here, 'elk.mjs') ? undefined : { path: join(here, 'stubs', `${stubs[path]}.mjs`) },
    );
    build.onLoad({ filter: /@?mermaid(-js[\\/]parser)?[\\/]dist[\\/].*\.mjs$/ }, ({ path }) => ({
      contents: patch(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
    build.onLoad({ filter: /roughjs[\\/]bundled[\\/]rough\.esm\.js$/ }, ({ path }) => ({
      contents: patchRough(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

async function bundle(entry, name) {
  const { metafile } = await esbuild.build({
    entryPoints: [join(here, entry)],
    outfile: join(out, name),
    nodePaths: [modules],
    bundle: true,
    format: 'iife',
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
  return Object.keys(metafile.inputs).map((path) => resolve(modules, path));
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
const inputs = [...(await bundle('entry.mjs', 'mermaid.js')), ...(await bundle('elk.mjs', 'elk.js'))];
for (const { name, times = 1 } of patches) {
  if (applied.get(name) !== times) {
    throw new Error(`the patch ${name} was applied ${applied.get(name)} times, not ${times}: is this another release of Mermaid?`);
  }
}
writeFileSync(join(out, 'licenses.txt'), [...new Set(licenses(inputs))].sort().join(`\n${'-'.repeat(72)}\n\n`));
const { version } = JSON.parse(readFileSync(join(modules, 'mermaid', 'package.json'), 'utf8'));
writeFileSync(join(out, 'version.txt'), `${version}\n`);
