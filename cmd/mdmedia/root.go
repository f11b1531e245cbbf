package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

// newRoot is the command line.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "mdmedia",
		Short: "Publish Markdown posts with their images, videos and diagrams",
		Long: `mdmedia uploads the images and videos that your Markdown posts refer to,
rewrites the references to delivery URLs, and writes HTML pages or Markdown.
Your own files are never changed.

Without a configuration it works on the current folder and needs no account:
the media go to public/media, and the pages work when opened from disk.`,
		Example: `  mdmedia init                  write an mdmedia.yaml that fits this folder
  mdmedia check                 see what is wrong, without touching anything
  mdmedia build                 upload what is new, then write the pages
  mdmedia serve                 write, and see the pages change as you save
  mdmedia build --dry-run       see what build would do`,
		Version:       versionText(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },

		SuggestionsMinimumDistance: 2,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(newBuild(s), newServe(s), newSync(s), newWatch(s), newCheck(s), newDoctor(s), newRewrite(s), newPull(s), newMermaid(s), newAdopt(s), newInit(s), newVersion(s))
	return root
}

// knownCommand refuses the name of a command that there is none of.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if names := cmd.SuggestionsFor(args[0]); len(names) > 0 {
		hint = ": did you mean " + names[0] + "?"
	}
	return fmt.Errorf("unknown command %q%s", args[0], hint)
}

// siteFlags are the flags of every command that opens a site.
type siteFlags struct {
	config, content, out, format string
	json, diagrams               bool
}

func (f *siteFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.config, "config", "", "configuration `FILE` (default: mdmedia.yaml, if there is one)")
	cmd.Flags().StringVar(&f.content, "content", "", "`DIR` of the posts, instead of the configured one")
	_ = cmd.MarkFlagFilename("config", "yaml", "yml")
	_ = cmd.MarkFlagDirname("content")
}

// addResult adds the flags of what the pages are written from, and to.
func (f *siteFlags) addResult(cmd *cobra.Command, fragment, drafts, future *bool) {
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "`DIR` for the result, instead of the configured one")
	fl.StringVar(&f.format, "format", "", "html, markdown or json, instead of the configured one")
	fl.BoolVar(fragment, "fragment", false, "write each page's body alone, without layout and index")
	fl.BoolVar(drafts, "drafts", false, "also build drafts")
	fl.BoolVar(future, "future", false, "also build posts dated in the future")
	_ = cmd.MarkFlagDirname("out")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(
		[]string{mdmedia.HTML, mdmedia.Markdown, mdmedia.JSON}, cobra.ShellCompDirectiveNoFileComp))
}

func (f *siteFlags) addJSON(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.json, "json", false, "print the report as JSON on standard output")
}

// open reads the configuration, applies the flags to it and opens the site.
func (f *siteFlags) open(s streams) (*mdmedia.Site, error) {
	site, err := f.reopen()
	if err != nil {
		return nil, f.reported(s, err)
	}
	return site, nil
}

// reopen is open, and prints nothing.
func (f *siteFlags) reopen() (*mdmedia.Site, error) {
	cfg, dir, err := f.load()
	if err != nil {
		return nil, err
	}
	return mdmedia.Open(cfg, mdmedia.Options{Dir: dir, ConfigFile: f.configName()})
}

// configName is the configuration's file below the site, which is its folder;
// "" for the usual one.
func (f *siteFlags) configName() string {
	if f.config == "" {
		return ""
	}
	return filepath.Base(f.config)
}

func (f *siteFlags) load() (cfg mdmedia.Config, dir string, err error) {
	name := f.config
	if name == "" {
		if _, err := os.Lstat(mdmedia.ConfigFile); err == nil || !errors.Is(err, fs.ErrNotExist) {
			name = mdmedia.ConfigFile
		}
	}
	if name != "" {
		if cfg, err = mdmedia.LoadConfig(name); err != nil {
			return cfg, "", err
		}
		dir = filepath.Dir(name)
	}
	if f.content != "" {
		if dir, cfg.Content, err = contentFlag(f.content, dir, name == ""); err != nil {
			return cfg, "", err
		}
	}
	if f.out != "" {
		if cfg.Out, err = filepath.Abs(f.out); err != nil {
			return cfg, "", err
		}
	} else if dir != "" && name == "" && !filepath.IsAbs(cfg.Out) {
		if cfg.Out, err = filepath.Abs("public"); err != nil {
			return cfg, "", err
		}
	}
	if f.format != "" {
		cfg.Format = f.format
	}
	cfg.Mermaid.Markdown = cfg.Mermaid.Markdown || f.diagrams
	return cfg, dir, nil
}

// contentFlag takes the flag, a path from the working directory, as one from
// the site's root. Without a configuration a folder elsewhere is its own site.
func contentFlag(content, dir string, free bool) (root, rel string, err error) {
	abs, err := filepath.Abs(content)
	if err != nil {
		return "", "", err
	}
	base, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	rel, err = filepath.Rel(base, abs)
	if err != nil || !filepath.IsLocal(rel) {
		if free {
			return abs, ".", nil
		}
		return dir, filepath.ToSlash(content), nil // Open says what is wrong with it
	}
	return dir, filepath.ToSlash(rel), nil
}

// reported prints an error that is a list of problems; any other is returned.
func (f *siteFlags) reported(s streams, err error) error {
	var pe *mdmedia.ProblemsError
	if !errors.As(err, &pe) {
		pe = &mdmedia.ProblemsError{Problems: []mdmedia.Problem{{Severity: mdmedia.Error, Message: err.Error()}}}
	}
	return s.show(&mdmedia.Report{Problems: pe.Problems}, f.json, "")
}

// run opens the site, does the work with a progress bar, and prints the report.
func (f *siteFlags) run(s streams, work func(*mdmedia.Site, func(mdmedia.Progress)) (*mdmedia.Report, error),
	summarize func(*mdmedia.Report) string,
) error {
	site, err := f.open(s)
	if err != nil {
		return err
	}
	defer site.Close()
	progress, clear := s.progress()
	rep, err := work(site, progress)
	clear()
	return f.finish(s, rep, err, summarize(rep))
}

// finish prints the report of a run, and then what ended it, if something did.
func (f *siteFlags) finish(s streams, rep *mdmedia.Report, err error, summary string) error {
	if err == nil {
		return s.show(rep, f.json, summary)
	}
	var pe *mdmedia.ProblemsError
	var interrupted *mdmedia.InterruptedError
	switch {
	case errors.As(err, &interrupted):
		rep.Problems = append(rep.Problems, mdmedia.Problem{Severity: mdmedia.Error, Message: err.Error()})
	case errors.As(err, &pe):
		rep.Problems = append(rep.Problems, pe.Problems...)
	case errors.Is(err, os.ErrProcessDone), isCancelled(err):
		rep.Problems = append(rep.Problems, mdmedia.Problem{Severity: mdmedia.Error,
			Message: "interrupted: run again to go on where this stopped"})
	default:
		rep.Problems = append(rep.Problems, mdmedia.Problem{Severity: mdmedia.Error, Message: err.Error()})
	}
	return s.show(rep, f.json, "")
}
