package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newDoctor(s streams) *cobra.Command {
	var f siteFlags
	var policy bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the site, the bucket and the delivery, and say what to do",
		Long: `Doctor looks at what surrounds the posts: the settings of Hugo that pictures
depend on, whether a diagram can be drawn, whether mdmedia.lock is committed, each
right on the bucket (it writes a small object, reads it and deletes it), and one
delivery URL. Each line says what is right, or what to do. The exit code is 1 if
something is wrong.

With --policy it prints the smallest IAM policies, for the credentials that
mdmedia uploads with and for Cloudinary, and uses no network.`,
		Example: `  mdmedia doctor
  mdmedia doctor --policy
  mdmedia doctor --json | jq -r '.[] | select(.state == "wrong").message'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			if policy {
				return s.showPolicies(site, f.json)
			}
			findings, err := site.Doctor(cmd.Context(), mdmedia.DoctorOptions{})
			if err != nil {
				return err
			}
			return s.showFindings(findings, f.json)
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	cmd.Flags().BoolVar(&policy, "policy", false, "print the smallest IAM policies, ready to paste")
	return cmd
}

func (s streams) showFindings(findings []mdmedia.Finding, asJSON bool) error {
	if asJSON {
		if err := s.printJSON(findings); err != nil {
			return err
		}
	}
	wrong := 0
	for _, x := range findings {
		if !asJSON {
			s.printf("%-5s %s: %s", x.State, x.About, x.Message)
		}
		if x.State == mdmedia.Wrong {
			wrong++
		}
	}
	if wrong > 0 {
		if !asJSON {
			s.errorf("%s", count(wrong, "problem"))
		}
		return &failure{}
	}
	return nil
}

func (s streams) showPolicies(site *mdmedia.Site, asJSON bool) error {
	uploader, cloudinary := site.UploaderPolicy(false), site.CloudinaryPolicy()
	if asJSON {
		return s.printJSON(map[string]mdmedia.Policy{"uploader": uploader, "cloudinary": cloudinary})
	}
	whose := "an IAM user of its own, whose key Cloudinary gets"
	if cloudinary.Statement[0].Principal != nil {
		whose = "the bucket policy, by which Cloudinary's AWS account may read"
	}
	s.printf("# For the credentials that mdmedia uploads with (sync --prune also needs s3:DeleteObject on the first resource):")
	s.printf("%s", uploader.JSON())
	s.printf("\n# For Cloudinary: %s:", whose)
	s.printf("%s", cloudinary.JSON())
	return nil
}

func (s streams) printJSON(v any) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
