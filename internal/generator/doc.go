// Package generator reads what the configurations of other static site
// generators say about where content and files lie. It never runs them.
package generator
