// The file that mdmedia sync writes; see docs/data.md.

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { posix, relative, resolve, sep } from "node:path";

/** What begins a destination that is no file of the site. */
export const remote = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i;

/** The options with their defaults, and the data's whole path. */
export function settings({ root = process.cwd(), data = "data/mdmedia.json", strict = false } = {}) {
	return { root, data, strict, file: resolve(root, data) };
}

const files = new Map(); // path -> {stamp, content}

export class Data {
	constructor({ root, file }) {
		this.root = root;
		this.content = load(file);
	}

	/** The page's name in the data: its path below the root. */
	page(path) {
		return relative(this.root, resolve(this.root, path)).split(sep).join("/");
	}

	/** What a page means by a destination; undefined if it is unknown, as most on other hosts are. */
	medium(path, dest) {
		const page = this.page(path);
		const known = this.content.pages[page] ?? {};
		if (Object.hasOwn(known, dest)) return known[dest];
		if (remote.test(dest) || dest.includes("?") || dest.includes("#")) return undefined;
		return this.content.files[posix.join(posix.dirname(page), decode(dest))];
	}

	/** The finished HTML of a diagram, by its text and the attributes of its fence. */
	diagram(text, attributes) {
		let key = text.replace(/\r/g, "").replace(/^[ \t\n]+|[ \t\n]+$/g, "");
		for (const line of Object.entries(attributes).map(([k, v]) => `\n${k}=${v}`).sort()) key += line;
		return this.content.diagrams[createHash("sha256").update(key).digest("hex")];
	}
}

function load(file) {
	let stamp;
	try {
		const { mtimeMs, size } = statSync(file);
		stamp = `${mtimeMs} ${size}`;
	} catch {
		throw new Error(`${file} is missing: set data: data/mdmedia.json in mdmedia.yaml, and run mdmedia sync`);
	}
	if (files.get(file)?.stamp !== stamp) files.set(file, { stamp, content: JSON.parse(readFileSync(file, "utf8")) });
	return files.get(file).content;
}

function decode(dest) {
	try {
		return decodeURIComponent(dest);
	} catch {
		return dest; // 100%.png
	}
}
