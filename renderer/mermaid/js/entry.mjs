// The bundle's entry: a page without a browser, Mermaid in it, and the two
// functions that the Go side calls.
import './globals.mjs'; // first: Mermaid looks at its host while it loads
import { resetHost, runTimers } from './host.mjs';
import { reset as resetDocument } from './dom/window.mjs';
import mermaid from 'mermaid';

let configured;

// A parser's error has its message in str; everything else is an Error.
const messageOf = (thrown) => String(thrown?.str ?? thrown?.message ?? thrown);

// draw begins to draw source; __done(svg, error) of the host gets the result.
globalThis.draw = (source, config) => {
  resetHost();
  resetDocument();
  try {
    if (config !== configured) {
      mermaid.initialize(JSON.parse(config));
      configured = config;
    }
    mermaid.render('m', source).then(
      ({ svg }) => __done(svg, ''),
      (thrown) => __done('', messageOf(thrown) || 'unknown error'),
    );
  } catch (thrown) {
    configured = undefined;
    __done('', messageOf(thrown) || 'unknown error');
  }
};

globalThis.tick = runTimers;
