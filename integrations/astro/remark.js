// Puts published media and finished diagrams in the place of a post's own, in the
// tree that remark made of it.

import { readFileSync } from "node:fs";
import { Data, remote, settings } from "./data.js";

/** The plugin by itself, for whoever has a remark of their own. Its options are those of the integration. */
export function remarkMdmedia(options) {
	const o = settings(options);
	return (tree, file) => {
		const post = new Post(new Data(o), file, o.strict);
		post.define(tree);
		post.walk(tree);
		post.report();
	};
}

class Post {
	constructor(data, file, strict) {
		Object.assign(this, { data, file, strict, definitions: new Map(), unknown: [] });
	}

	define(node) {
		if (node.type === "definition" && !this.definitions.has(node.identifier)) this.definitions.set(node.identifier, node);
		for (const child of node.children ?? []) this.define(child);
	}

	walk(node) {
		for (const child of node.children ?? []) {
			this.visit(child);
			this.walk(child);
		}
	}

	visit(node) {
		switch (node.type) {
			case "image":
				return this.image(node, node.url);
			case "imageReference": {
				const to = this.definitions.get(node.identifier);
				if (to) this.image(node, to.url, to.title);
				return;
			}
			case "html":
				node.value = this.html(node.value, node);
				return;
			case "mdxJsxFlowElement":
			case "mdxJsxTextElement":
				return this.element(node);
			case "code":
				if (/^mermaid$/i.test(node.lang ?? "")) this.diagram(node);
		}
	}

	find(dest, node) {
		if (!dest) return undefined;
		const medium = this.data.medium(this.file.path, dest);
		if (!medium && !remote.test(dest)) this.unknown.push([dest, node.position?.start]);
		return medium;
	}

	/** The element that mdmedia's own pages have. */
	image(node, dest, title = node.title) {
		const m = this.find(dest, node);
		if (!m) return;
		const size = { ...(m.width && { width: m.width }), ...(m.height && { height: m.height }) };
		const properties = { ...size, ...m.attributes };
		const sources = (m.sources ?? []).map((s) => element("source", s));
		const kind = m.type.split("/")[0];
		Object.assign(node, { type: "image", url: m.url, title });
		if (kind === "video" || kind === "audio") {
			const link = { type: "element", tagName: "a", properties: { href: m.url }, children: [{ type: "text", value: node.alt || dest }] };
			node.data = { hName: kind, hProperties: { src: m.url, ...properties, alt: undefined, "aria-label": node.alt }, hChildren: [...sources, link] };
		} else if (sources.length > 0) {
			node.data = { hName: "picture", hProperties: { src: undefined, alt: undefined, title: undefined }, hChildren: [...sources, element("img", { src: m.url, alt: node.alt ?? "", ...(title && { title }), ...properties })] };
		} else {
			node.data = { hProperties: properties };
		}
	}

	/** Raw HTML: only the values of src, poster and srcset change. */
	html(text, node) {
		return text.replace(/(\s(src|poster|srcset)\s*=\s*)(["'])(.*?)\3/gis, (all, before, name, quote, value) => {
			return before + quote + escape(this.value(name.toLowerCase(), unescape(value), node)) + quote;
		});
	}

	/** The same for the elements of MDX; what stands in braces is not a text. */
	element(node) {
		if (!/^(img|video|audio|source)$/.test(node.name ?? "")) return;
		for (const a of node.attributes) {
			if (typeof a.value === "string" && /^(src|poster|srcset|srcSet)$/.test(a.name)) {
				a.value = this.value(a.name.toLowerCase(), a.value, node);
			}
		}
	}

	value(name, value, node) {
		if (name !== "srcset") return this.find(value, node)?.url ?? value;
		return value
			.split(/,\s+/)
			.map((c) => c.trim().replace(/^\S+/, (dest) => this.find(dest, node)?.url ?? dest))
			.join(", ");
	}

	diagram(node) {
		const html = this.data.diagram(node.value, attributes(node.meta ?? ""));
		if (html === undefined) {
			this.unknown.push(["the diagram", node.position?.start]);
			return;
		}
		if (this.file.path.endsWith(".mdx")) {
			Object.assign(node, { type: "mdxJsxFlowElement", name: "Fragment", attributes: [{ type: "mdxJsxAttribute", name: "set:html", value: html }], children: [] });
		} else {
			Object.assign(node, { type: "html", value: html });
		}
	}

	/** All in one, with positions. */
	report() {
		if (this.unknown.length === 0) return;
		const before = linesBefore(this.file);
		const lines = this.unknown.map(([what, at]) => {
			return `${this.data.page(this.file.path)}${at ? `:${before + at.line}:${at.column}` : ""}: ${what} is not in mdmedia's data: run mdmedia sync`;
		});
		if (this.strict) throw new Error(lines.join("\n"));
		for (const line of lines) console.warn(`[mdmedia] ${line}`);
	}
}

/** How many lines of the file stand before what remark got: those of the front matter. */
function linesBefore(file) {
	try {
		const text = readFileSync(file.path, "utf8");
		const got = String(file.value);
		const start = got.search(/\S/);
		const at = text.lastIndexOf(got.slice(start));
		return at < 0 ? 0 : count(text.slice(0, at)) - count(got.slice(0, start));
	} catch {
		return 0;
	}
}

const count = (text) => text.split("\n").length - 1;
const element = (tagName, properties) => ({ type: "element", tagName, properties, children: [] });

/** {caption="A pie" width=300 .wide #id} as an object; what is no such list is for other programs. */
function attributes(meta) {
	const out = {};
	const inner = /^\s*\{(.*)\}\s*$/s.exec(meta);
	if (!inner) return out;
	for (const [, mark, word, name, quoted, bare] of inner[1].matchAll(/([.#])([\w-]+)|([\w-]+)=(?:"([^"]*)"|(\S+))/g)) {
		if (mark === ".") out.class = out.class ? `${out.class} ${word}` : word;
		else if (mark === "#") out.id = word;
		else out[name] = quoted ?? bare;
	}
	return out;
}

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const unescape = (text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (e) => entities[e]);
const escape = (text) => text.replace(/[&<>"']/g, (c) => Object.keys(entities).find((e) => entities[e] === c));
