// Makes the globals that Mermaid and its libraries expect. It is an entry of its
// own, which the Go side loads before theirs.
import { installHost } from './host.mjs';
import { installDOM } from './dom/window.mjs';
import './looks.mjs';

installHost(globalThis);
installDOM(globalThis, { measure: __measure, ink: __ink });

// An import at run time, such as that of a diagram's type: the host runs the
// module, which puts itself here.
globalThis.__modules = {};
globalThis.__import = async (name) => {
  __load(name);
  return __modules[name];
};
