// One mdmedia process for all posts: a request is a line of JSON, and so is its
// answer. See docs/rewrite-stream.md.

import { spawn } from "node:child_process";

export class RewriteStream {
	#child;
	#waiting = []; // of {resolve, reject}, in the order of the requests
	#text = ""; // of an answer that is not complete
	#failure = null;
	#ended;

	constructor(program, args) {
		this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
		let said = "";
		this.#child.stderr.setEncoding("utf8").on("data", (text) => {
			said = (said + text).slice(-4096);
			process.stderr.write(text);
		});
		this.#child.stdout.setEncoding("utf8").on("data", (text) => this.#read(text));
		this.#child.stdin.on("error", () => {}); // its end says more
		this.#ended = new Promise((resolve) => {
			this.#child.on("error", (err) => {
				const missing = err.code === "ENOENT" ? `${program} was not found: install mdmedia, or set the plugin's option "program"` : err.message;
				resolve(this.#fail(new Error(missing)));
			});
			this.#child.on("close", (code, signal) => {
				resolve(this.#fail(new Error(said.trim() || `mdmedia ended with ${signal ?? `exit code ${code}`}`)));
			});
		});
		this.#hold(false);
	}

	/** Sends a request; the promise is its answer. */
	ask(request) {
		if (this.#failure) return Promise.reject(this.#failure);
		return new Promise((resolve, reject) => {
			this.#waiting.push({ resolve, reject });
			this.#hold(true);
			this.#child.stdin.write(JSON.stringify(request) + "\n");
		});
	}

	/** Ends the process and waits until it has. */
	end() {
		this.#hold(true);
		this.#child.stdin.end();
		return this.#ended;
	}

	#read(text) {
		const lines = (this.#text + text).split("\n");
		this.#text = lines.pop();
		for (const line of lines) this.#waiting.shift()?.resolve(JSON.parse(line));
		if (this.#waiting.length === 0) this.#hold(false);
	}

	#fail(err) {
		this.#failure ??= err;
		for (const w of this.#waiting.splice(0)) w.reject(this.#failure);
	}

	// Without a request the process does not keep Node alive: after a build that
	// failed nobody calls end. It ends when its input does.
	#hold(yes) {
		const how = yes ? "ref" : "unref";
		for (const x of [this.#child, this.#child.stdin, this.#child.stdout, this.#child.stderr]) x[how]?.();
	}
}
