// The second part of the bundle: the ELK layout.
import ELK from 'elkjs/lib/elk.bundled.js';

globalThis.__ELK = ELK;
