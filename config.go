package mdmedia

// Config is the content of mdmedia.yaml. Its zero value works: the current
// folder is the content, the bucket is <out>/media, and pages use relative
// URLs, so that no account is needed. Paths are relative to the site's root,
// the folder that holds mdmedia.yaml.
type Config struct {
	// Content is the folder of the posts. Empty: the site's root; in a Hugo
	// site what Hugo's configuration says, as for Static, Base and Languages.
	Content string `yaml:"content"`
	// Extensions of posts. Empty: .md and .markdown. Add .mdx for MDX files.
	Extensions []string `yaml:"extensions"`
	// Static holds the folders in which root-absolute references, such as
	// /img/x.png, are looked up. Nil: static.
	Static []string `yaml:"static"`
	// Base is the path under which the site is published, such as /blog; it is
	// stripped from root-absolute references. Empty: none.
	Base string `yaml:"base"`
	// Lookup is the ordered list of places where a reference is looked up:
	// beside, static, root, mounts, pretty-url, relative-static, relative-root,
	// by-slug, default-language, by-name; see content.Place. Empty: beside,
	// static, root; with WikiEmbeds also by-name; in a Hugo site all that Hugo
	// and its themes know.
	Lookup []string `yaml:"lookup"`
	// Languages are those of the posts, the default one first: fr for posts in
	// the folder fr of the content, or called *.fr.md. The pages of the others
	// have their language before their path, and so have the keys of what lies
	// in the folder of another. Nil: there is one.
	Languages []string `yaml:"languages"`
	// Slugs are the front-matter keys that hold a post's slug, the first that
	// is set counts. Nil: slug. Zola's are path and slug.
	Slugs []string `yaml:"slugs"`

	// Out is the folder for results. Empty: public. Only this folder is
	// written to; it may lie outside the site.
	Out string `yaml:"out"`
	// Format of the result: html, markdown or json. Empty: html.
	Format string `yaml:"format"`
	// Permalink is the path of a page below Out, from {slug} {dir} {name}
	// {year} {month} {day}. Empty: {slug}/. A trailing slash means index.html.
	// With Markdown output another generator makes the pages, and Permalink only
	// says for pretty-url where; empty: where generators usually do.
	Permalink string `yaml:"permalink"`
	// Layout is an html/template file for pages. Empty: the built-in layout.
	Layout string `yaml:"layout"`
	// Copy says which other files of the content folder are copied beside
	// Markdown output: unreferenced, all or none. Empty: unreferenced, that is
	// those to which no reference was rewritten, or whose names also stand
	// elsewhere in the post, in a shortcode for example.
	Copy string `yaml:"copy"`
	// Data is a JSON file that tells templates of another generator what they
	// need to show media and diagrams, such as data/mdmedia.json for Hugo.
	// Empty: none.
	Data string `yaml:"data"`

	// Key is the pattern of object keys, from {slug} {file} {dir} {name} {ext}
	// {hash}. Empty: images/{slug}/{file}, or images/{slug}/{name}-{hash:16}{ext}
	// for Cloudinary's upload product, which never looks at an object twice.
	Key string `yaml:"key"`
	// Covers are the front-matter keys that hold an image. Nil: image.
	Covers []string `yaml:"covers"`
	// Remote says what happens to pictures on other hosts: they are left alone,
	// or with fetch delivered through Cloudinary, which fetches them.
	Remote string `yaml:"remote"`
	// Mirror names hosts whose pictures are copied into the site (the folder
	// .mdmedia/remote) and from there on are files of its own. *.example.com
	// stands for all hosts below example.com.
	Mirror []string `yaml:"mirror"`
	// Links also rewrites plain links to local media files.
	Links bool `yaml:"links"`
	// Components names attributes of components that hold media, by element:
	// Video: [src, poster]. Nil: none.
	Components map[string][]string `yaml:"components"`
	// Shortcodes names arguments of shortcodes that hold media, by name or
	// counted from 0: figure: [src], img: [0]. Nil: none.
	Shortcodes map[string][]string `yaml:"shortcodes"`
	// WikiEmbeds also rewrites ![[picture.png|450]].
	WikiEmbeds bool `yaml:"wiki_embeds"`
	// Missing says what a reference without a usable file is: error or warn.
	// Empty: error. With warn the reference stays as it is.
	Missing string `yaml:"missing"`
	// StripLocation takes positions (GPS) and serial numbers out of the
	// metadata of the pictures that are uploaded; the files stay as they are.
	// Nil: true.
	StripLocation *bool `yaml:"strip_location"`

	Images   ImagesConfig   `yaml:"images"`
	Markdown MarkdownConfig `yaml:"markdown"`
	Store    StoreConfig    `yaml:"store"`
	Delivery DeliveryConfig `yaml:"delivery"`
	Mermaid  MermaidConfig  `yaml:"mermaid"`
	Site     SiteConfig     `yaml:"site"`
	Social   SocialConfig   `yaml:"social"`
}

// StoreConfig says where the media go. Empty: the folder <out>/media.
type StoreConfig struct {
	// S3 is a bucket on AWS or any compatible server.
	S3 *S3Config `yaml:"s3"`
	// Dir is a folder that plays the bucket: each object is a file at its key.
	Dir string `yaml:"dir"`
}

// S3Config names a bucket. Credentials come from the AWS SDK's own chain
// (environment, shared files, roles), never from this file.
type S3Config struct {
	Bucket string `yaml:"bucket"`
	// Region; empty: AWS_REGION or the profile's, then us-east-1.
	Region string `yaml:"region"`
	// Endpoint of another server, such as http://127.0.0.1:7070. Empty: AWS.
	Endpoint string `yaml:"endpoint"`
	// PathStyle puts the bucket into the path instead of the host name.
	PathStyle bool `yaml:"path_style"`
	// CacheControl of uploaded objects. Empty: a year and immutable for keys
	// with {hash}, else a day.
	CacheControl string `yaml:"cache_control"`
	// Rules set headers and other attributes of some files' objects. All that
	// match count, the later ones win. They are applied when a file is
	// uploaded: objects that are there already stay as they are.
	Rules []UploadRule `yaml:"rules"`
}

// DeliveryConfig says how a reader's browser gets the media.
type DeliveryConfig struct {
	Cloudinary *CloudinaryConfig `yaml:"cloudinary"`
	// Local is a URL prefix without transformations: /media is root-absolute,
	// https://host/x is used as it is, and media is a folder below Out that
	// pages refer to by relative URLs. Empty, without Cloudinary: the bucket
	// below Out, by relative URLs.
	Local string `yaml:"local"`
}

// CloudinaryConfig describes the account. CLOUDINARY_URL in the environment
// overrides the cloud and gives the secret that Sign needs.
type CloudinaryConfig struct {
	Cloud string `yaml:"cloud"`
	// Product is media-optimizer, upload or fetch. Empty: media-optimizer.
	Product string `yaml:"product"`
	// Prefix is the optimization profile's path prefix (media-optimizer), the
	// mapped folder (upload), or the URL that leads to the bucket (fetch). It
	// is never part of the key.
	Prefix string `yaml:"prefix"`
	// Transform is the default transformation. Nil: q_auto,f_auto. An empty
	// text: none, so that only the profile's own applies.
	Transform *string `yaml:"transform"`
	// Domain is a custom host name. Empty: Cloudinary's.
	Domain string `yaml:"domain"`
	// PrivateCDN uses <cloud>-res.cloudinary.com.
	PrivateCDN bool `yaml:"private_cdn"`
	// Sign signs URLs with the secret in CLOUDINARY_URL: true (SHA-1), or
	// sha1, sha256, sha256-long. Empty or false: unsigned.
	Sign string `yaml:"sign"`
}

// MermaidConfig says how diagrams are drawn in HTML and JSON output.
type MermaidConfig struct {
	// Render is auto, embedded, browser, cli, client or off. Empty: auto, which
	// means embedded, whatever is installed: Mermaid runs in this program.
	// browser and cli (mermaid-cli) draw at build time as well; with client a
	// script in the page draws.
	Render string `yaml:"render"`
	// Fallback lists what is tried where Render cannot draw a diagram, as with
	// formulas: client, browser or cli. Empty: that is an error.
	Fallback []string `yaml:"fallback"`
	// Theme, Look and Layout are Mermaid's. Empty: the themes default and dark
	// in one picture, classic, dagre.
	Theme  string `yaml:"theme"`
	Look   string `yaml:"look"`
	Layout string `yaml:"layout"`
	// Font is a list of font families, as CSS has it, and FontFile a local file
	// (TrueType or OpenType) of the first, with which text is measured. Empty:
	// fonts as wide as Arial.
	Font     string `yaml:"font"`
	FontFile string `yaml:"font_file"`
	// ThemeVariables are Mermaid's, such as primaryColor; the theme base heeds
	// them.
	ThemeVariables map[string]string `yaml:"theme_variables"`
	// Output is inline, an SVG in the page, or file: files that are uploaded and
	// delivered like images. Empty: inline.
	Output string `yaml:"output"`
	// Source shows a diagram's source below it, folded.
	Source bool `yaml:"source"`
	// Markdown also draws diagrams in Markdown output, in the place of their
	// fences, for generators that show a fence as code.
	Markdown bool `yaml:"markdown"`
	// Cache is the folder of finished diagrams; it can be committed, and who
	// has it needs nothing to draw with. Empty: .mdmedia/diagrams.
	Cache string `yaml:"cache"`
	// Timeout is how many seconds one diagram may take, and Memory how many
	// MiB. 0: 10 and 512.
	Timeout int `yaml:"timeout"`
	Memory  int `yaml:"memory"`
	// Script is a local mermaid.min.js: for client it is copied into Out
	// instead of loading it from a CDN; browser needs it.
	Script string `yaml:"script"`
	// Browser is the program that browser and cli start. Empty: Chromium or
	// Chrome as found on the machine.
	Browser string `yaml:"browser"`
	// NoSandbox starts the browser without its sandbox, as containers that run
	// as root need.
	NoSandbox bool `yaml:"no_sandbox"`
	// OnError is fail or keep-source. Empty: fail. With keep-source a diagram
	// that cannot be drawn is a warning and its source is shown.
	OnError string `yaml:"on_error"`
}

// SiteConfig describes the published site.
type SiteConfig struct {
	Title string `yaml:"title"`
	// URL is where the site is published. Empty: no feed, no social tags, and
	// links name index.html so that pages work from disk.
	URL string `yaml:"url"`
	// Language of the pages, a BCP 47 tag. Empty: en.
	Language string `yaml:"language"`
}

// The values of Config.Format.
const (
	HTML     = "html"
	Markdown = "markdown"
	JSON     = "json"
)

// withDefaults returns c with every empty field filled in.
func (c Config) withDefaults() Config {
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	def(&c.Content, ".")
	def(&c.Out, "public")
	def(&c.Format, HTML)
	def(&c.Permalink, "{slug}/")
	def(&c.Copy, "unreferenced")
	def(&c.Missing, "error")
	def(&c.Images.GIF, "image")
	def(&c.Markdown.Images, "markdown")
	def(&c.Images.Placeholder, "color")
	def(&c.Mermaid.Render, "auto")
	def(&c.Mermaid.OnError, "fail")
	def(&c.Mermaid.Output, "inline")
	def(&c.Mermaid.Cache, ".mdmedia/diagrams")
	def(&c.Site.Language, "en")
	def(&c.Social.Card, "cover")
	if c.Static == nil {
		c.Static = []string{"static"}
	}
	if c.Lookup == nil && c.WikiEmbeds {
		c.Lookup = []string{"beside", "static", "root", "by-name"}
	}
	if c.Covers == nil {
		c.Covers = []string{"image"}
	}
	if c.Key == "" {
		c.Key = "images/{slug}/{file}"
		if cl := c.Delivery.Cloudinary; cl != nil && cl.Product == "upload" {
			c.Key = "images/{slug}/{name}-{hash:16}{ext}"
		}
	}
	return c
}
