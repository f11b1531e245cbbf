// The bundle's entry, in the page that globals.mjs makes: Mermaid, and the two
// functions that the Go side calls.
import { resetHost, runTimers } from './host.mjs';
import { reset as resetDocument } from './dom/window.mjs';
import { drawBoth } from './looks.mjs';
import mermaid from 'mermaid';

let configured;
const sites = new Map(); // what Mermaid made of the configurations before
const MOST = 20;

function configure(config) {
  if (config === configured) return;
  configured = undefined; // until it is done
  const kept = sites.get(config);
  if (kept !== undefined) {
    __site.set(kept);
  } else {
    mermaid.initialize(JSON.parse(config));
    if (sites.size >= MOST) sites.clear();
    sites.set(config, __site.get());
  }
  configured = config;
}

async function one(source, config) {
  resetHost();
  resetDocument();
  configure(config);
  return (await mermaid.render('m', source)).svg;
}

async function both(source, light, dark) {
  resetHost();
  resetDocument();
  configure(dark);
  const [first, second] = await drawBoth(source, __configOf(source), () => one(source, light));
  return [first ?? (await one(source, light)), second ?? (await one(source, dark))];
}

// A parser's error has its message in str; everything else is an Error.
const messageOf = (thrown) => String(thrown?.str ?? thrown?.message ?? thrown) || 'unknown error';

// draw begins to draw source, for dark pages as well where there is a dark
// configuration; __done(light, error[, dark]) of the host gets the result.
globalThis.draw = (source, light, dark) => {
  const drawn = dark ? both(source, light, dark) : one(source, light).then((svg) => [svg]);
  drawn.then(
    ([svg, ...rest]) => __done(svg, '', ...rest),
    (thrown) => __done('', messageOf(thrown)),
  );
};

globalThis.tick = runTimers;
