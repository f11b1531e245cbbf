package localcloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// A generator's own development server shows pictures as Cloudinary will, from
// the folder that is uploaded.
func ExampleNew() {
	root, err := os.OpenRoot("testdata")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Close()
	h, err := localcloud.New(localcloud.Config{
		Delivery: cloudinary.Config{Cloud: "demo"},
		Open: func(key string) (*localcloud.Original, error) {
			f, err := root.Open(filepath.FromSlash(key))
			if err != nil {
				return nil, err
			}
			fi, err := f.Stat()
			if err != nil {
				return nil, err
			}
			version := fmt.Sprint(fi.Size(), fi.ModTime().UnixNano())
			return &localcloud.Original{ReadSeekCloser: f, Type: "image/png", Version: version}, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// In a server: http.Handle("/images/", h)
	r := httptest.NewRequest(http.MethodGet, "/images/dot.png?tx=f_auto,w_100", nil)
	r.Header.Set("Accept", "image/webp,*/*")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	// Output: 200 image/webp
}
