package mermaid

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// FindBrowser returns the path of a browser that NewBrowser can use, and ""
// when it finds none: Chromium, Chrome, their headless shell or Edge, under
// the names and in the places usual for the operating system.
func FindBrowser() string {
	for _, name := range browserNames() {
		if path, err := exec.LookPath(name); err == nil {
			return realBrowser(path)
		}
	}
	return ""
}

func browserNames() []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
			"chromium",
		}
	case "windows":
		var names []string
		for _, root := range []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)"), os.Getenv("LocalAppData")} {
			if root != "" {
				names = append(names,
					filepath.Join(root, `Google\Chrome\Application\chrome.exe`),
					filepath.Join(root, `Chromium\Application\chrome.exe`),
					filepath.Join(root, `Microsoft\Edge\Application\msedge.exe`))
			}
		}
		return append(names, "chrome.exe", "msedge.exe")
	}
	return []string{
		"/usr/lib/chromium/chromium",
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"headless_shell", "headless-shell", "chrome-headless-shell", "chromium-headless-shell",
		"microsoft-edge", "/snap/bin/chromium",
	}
}

// debian maps the launcher scripts of Debian's packages to the programs that
// they start. The script of the headless shell does not end with the browser.
var debian = map[string][]string{
	"/usr/bin/chromium":                {"/usr/lib/chromium/chromium"},
	"/usr/bin/chromium-headless-shell": {"/usr/lib/chromium/headless_shell", "/usr/lib/chromium/chromium-headless-shell"},
}

func realBrowser(path string) string {
	for _, program := range debian[path] {
		if info, err := os.Stat(program); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return program
		}
	}
	return path
}
