package mdmedia

import (
	"errors"
	"net/url"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// resolveRemote handles a reference to another host of which no copy is made:
// Cloudinary fetches the picture, or it is left alone.
func (r *resolver) resolveRemote(ref renderer.Ref) (renderer.Media, error) {
	d := r.site.fetches
	address := withScheme(ref.Dest)
	u, err := url.Parse(address)
	if d == nil || err != nil || !isPicture(ref.Kind) || isPlayed(u.Path) || r.site.isDelivery(u.Hostname()) {
		return r.leave()
	}
	address, fragment, _ := strings.Cut(address, "#")
	out, err := d.URL(address, "", transformations(ref)...)
	if err != nil {
		return renderer.Media{}, err
	}
	if fragment != "" {
		out += "#" + fragment
	}
	r.left++
	return renderer.Media{URL: out}, nil
}

// isPicture reports whether a reference is to a picture, not to a film or sound.
func isPicture(k renderer.Kind) bool {
	switch k {
	case renderer.Image, renderer.HTMLImage, renderer.Srcset, renderer.Cover, renderer.Poster:
		return true
	}
	return false
}

// isPlayed reports whether a name is that of a film or a sound.
func isPlayed(name string) bool {
	kind := media.KindByName(name)
	return kind == media.Video || kind == media.Audio
}

// leave counts a reference to another host.
func (r *resolver) leave() (renderer.Media, error) {
	r.left++
	return renderer.Media{}, renderer.ErrSkip
}

// leaveUncopied leaves a reference as it is of which there is no copy. Without
// a network that is to be expected and is only said where copies were wanted.
func (r *resolver) leaveUncopied(ref renderer.Ref, err error) (renderer.Media, error) {
	r.uncopied = true
	if r.mirror.online || !errors.Is(err, errNotMirrored) {
		r.warnings = append(r.warnings, renderer.Warning{Offset: ref.Start, Msg: shortened(ref.Dest) + " " + err.Error() + "; the link is left as it is"})
	}
	return r.leave()
}

func shortened(s string) string {
	const most = 80
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// isDelivery reports whether a host is Cloudinary's, which is not to fetch from
// itself.
func (s *Site) isDelivery(host string) bool {
	c := s.cfg.Delivery.Cloudinary
	return strings.HasSuffix(host, ".cloudinary.com") || strings.HasSuffix(host, ".cloudinary.net") || c != nil && c.Domain != "" && strings.EqualFold(host, c.Domain)
}

// newFetches is the delivery of pictures from other hosts; nil: there is none.
func (s *Site) newFetches() (*cloudinary.Delivery, error) {
	if s.cfg.Remote != "fetch" {
		return nil, nil
	}
	cfg, err := s.cloudinaryConfig()
	if err != nil {
		return nil, err
	}
	if cfg.Product == cloudinary.MediaOptimizer {
		cfg.Domain, cfg.PrivateCDN = "", false // those of another product
	}
	cfg.Product, cfg.Prefix = cloudinary.Fetch, ""
	d, err := cloudinary.New(cfg)
	if err != nil {
		return nil, problem("", "delivery.cloudinary: "+err.Error())
	}
	return d, nil
}
