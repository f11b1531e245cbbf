// Eleventy hands over the body of a post without its front matter. mdmedia
// needs the whole, for the slug and for the lines that its messages name.

import { readFile } from "node:fs/promises";

const frontMatter = /^\uFEFF?(---|\+\+\+)[^\n]*\n[\s\S]*?\n\1[^\n]*(\n|$)/;

/** The file of a template with the front matter that stands before its content. */
export async function fileOf(path, content) {
	let text = "";
	try {
		text = await readFile(path, "utf8");
	} catch {
		// a template without a file
	}
	if (content !== null && content !== "" && text.endsWith(content)) {
		return { front: text.slice(0, text.length - content.length) };
	}
	return { front: frontMatter.exec(text)?.[0] ?? "" };
}

/** The whole post. */
export const sourceOf = (file, content) => file.front + content;

/** The body of a rewritten post: the front matter has as many lines as before. */
export function bodyOf(file, source) {
	if (file.front !== "" && !file.front.endsWith("\n")) return ""; // the file ends with it
	let at = 0;
	for (let n = file.front.split("\n").length - 1; n > 0; n--) at = source.indexOf("\n", at) + 1;
	return source.slice(at);
}
