package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/mdmedia/mdmedia"
)

// initHugo writes the templates for Hugo, none in the place of another file, and
// reports what is left for the person to do.
func initHugo(s streams) error {
	files, err := mdmedia.HugoTemplates(os.DirFS("."))
	if err != nil {
		return err
	}
	var ps []mdmedia.Problem
	written := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := filepath.FromSlash(name)
		switch err := writeNew(file, files[name]); {
		case errors.Is(err, fs.ErrExist):
			if old, _ := os.ReadFile(file); string(old) != string(files[name]) {
				ps = append(ps, mdmedia.Problem{File: file, Severity: mdmedia.Error,
					Message: "exists already and is another: remove it, or call partial \"mdmedia/image.html\" in it as the Hugo module's does"})
			}
		case err != nil:
			return err
		default:
			written++
		}
	}
	s.printf("wrote %d templates into layouts", written)
	if cfg, err := mdmedia.LoadConfig(mdmedia.ConfigFile); err == nil && cfg.Data == "" {
		ps = append(ps, mdmedia.Problem{File: mdmedia.ConfigFile, Severity: mdmedia.Error, Message: "has no data: add data: data/mdmedia.json for the templates"})
	}
	if len(ps) > 0 {
		return &mdmedia.ProblemsError{Problems: ps}
	}
	return nil
}

// writeNew writes a file that must not be there yet.
func writeNew(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}
