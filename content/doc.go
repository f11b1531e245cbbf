// Package content finds the posts of a Markdown site, reads their front matter
// and finds the local file that a reference in a post means. It never writes.
//
// # Posts
//
// [Find] lists the posts in a file system, [Read] reads one and [Load] reads
// all of them in parallel. [Parse] needs no file system at all. A [Post] keeps
// the bytes of its file; everything else is an offset into them, so that a tool
// can change a value and leave every other byte as the author wrote it:
//
//	for _, v := range post.Values("cover.image") {
//		// Source[v.Start:v.End] is the value, its quotes included;
//		// v.Quote("new.png") is what to write there instead.
//	}
//
// Front matter is YAML between "---" lines, TOML between "+++" lines, JSON
// between ";;;" lines or a JSON object in its own lines at the top. Whatever is
// wrong with it is an [*Error] that points at file, line and column.
//
// # Files
//
// A [Finder] answers which file "img/cat.png" in a post means. It looks through
// an ordered list of places ([Place]), compares names exactly, whatever the
// operating system does, and explains a miss ([*NotFoundError]): another case,
// a folder, a similar name, a path that leads out of the site.
//
// Give it, and [Read], a file system that refuses symbolic links that lead out
// of the site, as the one of [os.Root.FS] does. [os.DirFS] follows them.
package content
