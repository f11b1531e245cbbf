// Package page is the built-in layout: it turns the HTML of a post's body
// into a whole document, and a list of posts into an index page and an Atom
// feed.
//
// The package is pure. It reads no file and no clock, and it writes only to
// the writer it is given, so that the same posts give the same bytes. Every
// link in a page is relative to that page: a site works from a web server,
// from a folder below one, and from disk.
//
// A layout of the user's own is an html/template that gets the same
// [Data]. It may call the parts of the built-in layout, "style", "head" and "time",
// and may define "index" to replace the index page:
//
//	<!doctype html>
//	<html lang="{{.Lang}}">
//	<head>{{template "head" .}}</head>
//	<body><h1>{{.Heading}}</h1>{{.Body}}{{.Script}}</body>
//	</html>
package page
