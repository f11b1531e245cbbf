// The plugin for Eleventy 3: every Markdown template passes through one
// mdmedia process before Eleventy sees it.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { RewriteStream } from "./stream.js";
import { bodyOf, fileOf, sourceOf } from "./post.js";

const pictures = "apng,avif,gif,heic,jpeg,jpg,jxl,mp3,mp4,png,svg,webm,webp";

/**
 * @param {object} config Eleventy's configuration.
 * @param {object} [options]
 * @param {string} [options.program] The mdmedia program. Default: mdmedia, from the PATH.
 * @param {string} [options.config] The configuration's file. Default: mdmedia.yaml, if there is one.
 * @param {string|string[]} [options.extensions] Which templates are rewritten. Default: md.
 * @param {boolean} [options.diagrams] Draw Mermaid diagrams. Default: true.
 * @param {boolean} [options.sync] Run mdmedia sync before a build. Default: false.
 */
export default function mdmedia(config, options = {}) {
	config.versionCheck(">=3.0.0");
	const { program = "mdmedia", extensions = "md", diagrams = true, sync = false } = options;
	const site = options.config ? ["--config", options.config] : [];
	const stream = (serving) =>
		new RewriteStream(program, [
			"rewrite", "--stream", ...site, ...(diagrams ? ["--diagrams"] : []), ...(serving ? ["--media", "127.0.0.1:0"] : []),
		]);
	let process_ = null; // ours, from the first template to the end of the build
	let serving = false;

	const rewrite = async (inputPath, source) => {
		process_ ??= stream(serving);
		const answer = await process_.ask({ path: inputPath, source });
		for (const p of answer.problems) {
			if (p.severity === "warning") console.warn(`[mdmedia] ${line(p)}`);
		}
		if (answer.source === undefined) {
			const err = new Error(answer.problems.filter((p) => p.severity !== "warning").map(line).join("\n"));
			err.stack = err.message; // where in this file it was thrown helps nobody
			throw err;
		}
		return answer;
	};

	config.on("eleventy.before", async ({ runMode }) => {
		serving = runMode !== "build";
		if (sync && !serving) await upload(program, site);
	});
	config.on("eleventy.after", async () => {
		if (serving) return; // the next save needs it again; it ends with Eleventy
		await process_?.end();
		process_ = null;
	});

	config.addPreprocessor("mdmedia", extensions, async (data, content) => {
		const file = await fileOf(data.page.inputPath, content);
		const answer = await rewrite(data.page.inputPath, sourceOf(file, content));
		return bodyOf(file, answer.source);
	});

	// {{ "me.jpg?tx=w_200" | mdmedia }} is the address of a picture beside the
	// page: for layouts, includes and what the front matter names.
	config.addAsyncFilter("mdmedia", async function (dest) {
		if (!dest) return dest;
		const path = this.page?.inputPath ?? this.ctx?.page?.inputPath;
		const file = await fileOf(path, null);
		const answer = await rewrite(path, `${file.front}![](<${String(dest).replace(/[<>\\\n]/g, "\\$&")}>)\n`);
		return answer.references.find((r) => r.kind === "image")?.url || dest;
	});

	config.addWatchTarget(options.config ?? "mdmedia.yaml");
	config.addWatchTarget("mdmedia.lock");
	config.addWatchTarget(join(config.directories.input, `**/*.{${pictures}}`));
}

/** One problem as editors and terminals know it: file:line:col: message. */
function line(p) {
	return [p.file, p.line, p.column].filter(Boolean).join(":") + (p.file ? ": " : "") + p.message;
}

async function upload(program, site) {
	try {
		await promisify(execFile)(program, ["sync", ...site], { maxBuffer: 1 << 26 });
	} catch (err) {
		throw new Error(`mdmedia sync: ${(err.stderr || err.message).trim()}`);
	}
}
