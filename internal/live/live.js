// Keeps a page of the preview up to date. Only the preview adds it to a page.
"use strict";
(() => {
  const self = document.currentScript;
  let version = self.dataset.version;
  const events = "/_mdmedia/events";

  // --- Swapping in place: what is equal stays as it is, with its state. ---

  const same = (a, b) => a.isEqualNode(b);
  // What our own script or the browser put there is not the page's.
  const foreign = (n) => n === self || n.nodeName === "MDMEDIA-PROBLEMS";

  function attributes(a, b) {
    for (const { name } of [...a.attributes]) {
      if (!b.hasAttribute(name) && !(a.nodeName === "DETAILS" && name === "open")) a.removeAttribute(name);
    }
    for (const { name, value } of b.attributes) {
      if (a.getAttribute(name) !== value) a.setAttribute(name, value);
    }
  }

  // An SVG and what a script draws are replaced as a whole.
  const whole = (n) => n.nodeName.toLowerCase() === "svg" || n.classList?.contains("mermaid");

  function morph(a, b) {
    if (same(a, b)) return;
    if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName || whole(a) || whole(b)) {
      a.replaceWith(b);
      return;
    }
    if (a.nodeType !== Node.ELEMENT_NODE) {
      a.nodeValue = b.nodeValue;
      return;
    }
    attributes(a, b);
    children(a, b);
  }

  function children(a, b) {
    let old = [...a.childNodes].filter((n) => !foreign(n));
    let now = [...b.childNodes].filter((n) => !(n.nodeName === "SCRIPT" && n.getAttribute("src") === self.getAttribute("src")));
    let start = 0;
    while (start < old.length && start < now.length && same(old[start], now[start])) start++;
    let end = 0;
    while (end < old.length - start && end < now.length - start && same(old[old.length - 1 - end], now[now.length - 1 - end])) end++;
    const after = end ? old[old.length - end] : [...a.childNodes].find(foreign) ?? null;
    old = old.slice(start, old.length - end);
    now = now.slice(start, now.length - end);
    const pairs = Math.min(old.length, now.length);
    // As many on both sides: each became the other. Else only the kinds that agree.
    for (let i = 0; i < pairs; i++) morph(old[i], now[i]);
    for (const n of old.slice(pairs)) n.remove();
    for (const n of now.slice(pairs)) a.insertBefore(n, after && after.parentNode === a ? after : null);
  }

  // What takes effect only when a page is loaded: scripts, and styles but for
  // those inside a picture.
  const heavy = (doc) => [...doc.querySelectorAll("script, head style, link[rel=stylesheet], pre.mermaid")]
    .filter((n) => n.getAttribute("src") !== self.getAttribute("src")).map((n) => n.outerHTML).join();
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  let working = Promise.resolve();
  function refresh() {
    working = working.then(async () => {
      const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      if (!answer.ok && answer.status !== 404) return;
      const doc = parse(await answer.text());
      if (heavy(document) !== heavy(doc)) return location.reload();
      version = answer.headers.get("X-Mdmedia-Version") ?? version;
      document.title = doc.title;
      attributes(document.documentElement, doc.documentElement);
      attributes(document.body, doc.body);
      children(document.body, doc.body);
      document.dispatchEvent(new CustomEvent("mdmedia:page", { detail: { version } }));
    }).catch(() => {});
  }

  // --- Media whose address stayed and whose bytes are new. ---

  let count = 0;
  function renew(keys) {
    const mine = (url) => {
      try {
        const u = new URL(url, location.href);
        const path = decodeURIComponent(u.pathname);
        return u.origin === location.origin && keys.some((k) => path.endsWith("/" + k));
      } catch { return false; }
    };
    const again = (url) => {
      // As text: URLSearchParams would write the commas and slashes of a
      // transformation in another way.
      const [path, fragment] = url.replace(/[?&]_mdmedia=\w+/, "").split("#", 2);
      return path + (path.includes("?") ? "&" : "?") + "_mdmedia=" + ++count + version + (fragment ? "#" + fragment : "");
    };
    for (const e of document.querySelectorAll("img, video, audio, source")) {
      for (const name of ["src", "poster"]) {
        const v = e.getAttribute(name);
        if (v && mine(v)) e.setAttribute(name, again(v));
      }
      const set = e.getAttribute("srcset");
      if (set) {
        e.setAttribute("srcset", set.split(/,\s+/).map((c) => {
          const [url, ...rest] = c.trim().split(/\s+/);
          return [mine(url) ? again(url) : url, ...rest].join(" ");
        }).join(", "));
      }
      if (e.nodeName === "VIDEO" || e.nodeName === "AUDIO") e.load();
    }
    document.dispatchEvent(new CustomEvent("mdmedia:media", { detail: { keys } }));
  }

  // --- Problems, over the page. ---

  const style = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; font: 14px/1.5 system-ui, sans-serif; }
    section { max-height: 60vh; overflow: auto; margin: 0 auto; padding: 12px 20px 16px; background: #2a1215; color: #ffe9e9; border-top: 3px solid #ff6b6b; box-shadow: 0 -6px 24px #0006; }
    section.warnings { background: #2b2410; color: #fff4d6; border-color: #f2c14e; }
    header { display: flex; align-items: baseline; gap: 12px; font-weight: 600; }
    header span { flex: 1; }
    button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; padding: 0 8px; cursor: pointer; }
    ol { list-style: none; margin: 8px 0 0; padding: 0; }
    li { margin: 10px 0 0; }
    a, code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: inherit; }
    p { margin: 2px 0; }
    pre { margin: 4px 0 0; padding: 6px 10px; overflow-x: auto; background: #0005; border-radius: 4px; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre; tab-size: 4; }
    mark { background: none; color: #ff9f9f; font-weight: 700; text-decoration: underline wavy; text-underline-offset: 4px; }
    .warnings mark { color: #f2c14e; }`;
  let dismissed = "";

  function make(name, props, ...kids) {
    const e = Object.assign(document.createElement(name), props);
    e.append(...kids);
    return e;
  }

  function line(p) {
    if (!p.source) return [];
    const at = p.column ? p.column - 1 : 0;
    const word = p.column ? (/^[\w./-]+|^\S/u.exec(p.source.slice(at)) ?? [""])[0] : "";
    return [make("pre", {}, p.source.slice(0, at), make("mark", { textContent: word }), p.source.slice(at + word.length))];
  }

  function item(p) {
    const place = p.edit ? make("a", { href: p.edit, textContent: p.place }) : make("code", { textContent: p.place ?? "" });
    return make("li", {}, place, make("p", { textContent: p.message }), ...line(p));
  }

  function show(problems) {
    document.querySelector("mdmedia-problems")?.remove();
    const text = JSON.stringify(problems);
    if (problems.length === 0) dismissed = "";
    if (problems.length === 0 || text === dismissed) return;
    const errors = problems.filter((p) => !p.warning).length;
    const title = errors === 0 ? "Worth a look" : errors === 1 ? "1 problem" : errors + " problems";
    const host = document.createElement("mdmedia-problems");
    host.setAttribute("role", "alert");
    const close = make("button", { type: "button", textContent: "Hide", onclick: () => { dismissed = text; host.remove(); } });
    const root = host.attachShadow({ mode: "open" });
    root.append(make("style", { textContent: style }), make("section", { className: errors ? "" : "warnings" },
      make("header", {}, make("span", { textContent: title }), close), make("ol", {}, ...problems.map(item))));
    document.body.append(host);
  }

  // --- Listening. The browser connects again by itself. ---

  function listen() {
    const source = new EventSource(events + "?" + new URLSearchParams({ path: location.pathname, version }));
    source.addEventListener("page", refresh);
    source.addEventListener("reload", () => location.reload());
    source.addEventListener("media", (e) => working.then(() => renew(JSON.parse(e.data).keys)));
    source.addEventListener("problems", (e) => show(JSON.parse(e.data)));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) return void setTimeout(listen, 1000);
      // The next connection says which version is shown by now.
      source.close();
      setTimeout(listen, 500);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  }
  addEventListener("pageshow", (e) => { if (e.persisted) listen(); });
  listen();
})();
