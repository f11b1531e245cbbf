// Command mkbundle makes Mermaid's bundle from npm packages.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/embedded"
)

func main() {
	modules := flag.String("modules", "node_modules", "the folder with mermaid and esbuild")
	out := flag.String("o", embedded.BundleName, "the file to write")
	flag.Parse()
	if err := run(*modules, *out); err != nil {
		log.Fatal("mkbundle: ", err)
	}
}

func run(modules, out string) error {
	data, err := embedded.Build(context.Background(), modules)
	if err != nil {
		return err
	}
	// A build that is interrupted leaves no half of one.
	if err := os.WriteFile(out+".part", data, 0o644); err != nil {
		return err
	}
	return os.Rename(out+".part", out)
}
