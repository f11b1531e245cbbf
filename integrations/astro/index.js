// The integration for Astro: a remark plugin over what mdmedia sync wrote into
// data/mdmedia.json.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Data, settings } from "./data.js";
import { remarkMdmedia } from "./remark.js";

export { remarkMdmedia };

/**
 * @param {object} [options]
 * @param {string} [options.root] The folder of mdmedia.yaml. Default: the project's.
 * @param {string} [options.data] The data file, from there. Default: data/mdmedia.json.
 * @param {boolean} [options.strict] Fail for an image that is not in the data. Default: false, a warning.
 */
export default function mdmedia(options = {}) {
	return {
		name: "mdmedia",
		hooks: {
			"astro:config:setup": ({ config, updateConfig, addWatchFile }) => {
				const o = settings({ root: fileURLToPath(config.root), ...options });
				let bytes = "";
				try {
					bytes = readFileSync(o.file);
				} catch {
					// told for the first post that needs it
				}
				// Astro keeps rendered posts between builds for as long as its
				// configuration is the same: other data must make it another.
				const data = createHash("sha256").update(bytes).digest("hex");
				updateConfig({ markdown: { remarkPlugins: [[remarkMdmedia, { ...o, digest: data }]] } });
				addWatchFile(o.file);
			},
		},
	};
}

/**
 * What is known of a picture, for components and covers: find("src/content/blog/a.md", "me.jpg") is
 * undefined if nothing is.
 */
export function find(page, dest, options = {}) {
	return new Data(settings(options)).medium(page, dest);
}
