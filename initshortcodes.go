package mdmedia

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Calls of shortcodes as init looks for them: Hugo's, Liquid's and Nunjucks',
// Zola's. The first group that is not empty is the name, the next the arguments.
var (
	shortcodeCall = regexp.MustCompile(`\{\{[<%]\s*([\w-]+)\s([^{}]*?)[>%]\}\}|\{%-?\s*([\w-]+)\s([^{}]*?)-?%\}|\{\{\s*(\w+)\(([^{}]*)\)\s*\}\}`)
	shortcodeArg  = regexp.MustCompile(`(?:([\w-]+)\s*[=:]\s*)?("[^"]*"|'[^']*'|[^\s,"'=]+)`)
)

// countShortcodes counts the arguments of shortcodes in a post that name local
// pictures, as "figure src" or "img 0".
func countShortcodes(uses map[string]int, body []byte) {
	for _, m := range shortcodeCall.FindAllSubmatch(body, -1) {
		for i := 1; i < len(m); i += 2 {
			if len(m[i]) == 0 {
				continue
			}
			position := 0
			for _, a := range shortcodeArg.FindAllSubmatch(m[i+1], -1) {
				key := string(a[1])
				if key == "" {
					key = strconv.Itoa(position)
					position++
				}
				if isLocalPicture(strings.Trim(string(a[2]), `"'`)) {
					uses[string(m[i])+" "+key]++
				}
			}
		}
	}
}

// shortcodeFlow writes them as the value of shortcodes in YAML; "" for none.
func shortcodeFlow(uses map[string]int) string {
	args := map[string][]string{}
	for _, use := range slices.Sorted(maps.Keys(uses)) {
		name, arg, _ := strings.Cut(use, " ")
		args[name] = append(args[name], arg)
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(args)) {
		list = append(list, fmt.Sprintf("%s: %s", name, flow(args[name])))
	}
	if list == nil {
		return ""
	}
	return "{" + strings.Join(list, ", ") + "}"
}
