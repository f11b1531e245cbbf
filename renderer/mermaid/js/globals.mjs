// Makes the globals that Mermaid and its libraries expect. It is a module of
// its own, so that it runs before theirs.
import { installHost } from './host.mjs';
import { installDOM } from './dom/window.mjs';

installHost(globalThis);
installDOM(globalThis, { measure: __measure, ink: __ink });
