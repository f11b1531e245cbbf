package benchsite

// configs returns the configuration of both programs and Hugo's layouts. What
// Hugo would make beyond pages and lists (feeds, tags, a sitemap) is off, as
// mdmedia makes none of it without site.url. Both publish the pictures, and
// both highlight code with classes.
func configs() map[string]string {
	return map[string]string{
		"mdmedia.yaml": `content: content/posts
out: public
site: {title: Benchmark, language: en}
`,
		"hugo.toml": `baseURL = "https://blog.example/"
title = "Benchmark"
contentDir = "content/posts"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "robotstxt", "404"]

[markup.highlight]
noClasses = false
`,
		"layouts/_default/baseof.html": `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} · {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}">
</head>
<body>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
`,
		"layouts/_default/single.html": `{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "January 2, 2006" }}</time>
{{ .Content }}
</article>{{ end }}
`,
		"layouts/_default/list.html": `{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>
{{ range .RegularPages.ByDate.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "January 2, 2006" }}</time></li>
{{ end }}</ul>{{ end }}
`,
		"layouts/index.html": `{{ define "main" }}<h1>{{ site.Title }}</h1>
<ul>
{{ range site.RegularPages.ByDate.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "January 2, 2006" }}</time></li>
{{ end }}</ul>{{ end }}
`,
	}
}
