package cloudinary_test

import (
	"fmt"
	"log"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

func Example() {
	delivery, err := cloudinary.New(cloudinary.Config{Cloud: "cedomir", Transform: "q_auto,f_auto"})
	if err != nil {
		log.Fatal(err)
	}
	url, err := delivery.URL("images/cloudinary-s3-connection/create-s3-bucket.png", "image/png", "w_550")
	fmt.Println(url, err)
	// Output: https://cedomir.mo.cloudinary.net/images/cloudinary-s3-connection/create-s3-bucket.png?tx=q_auto,f_auto,w_550 <nil>
}

// The classic product, with an auto-upload mapping from the folder "blog" to
// the bucket.
func ExampleDelivery_URL_upload() {
	delivery, err := cloudinary.New(cloudinary.Config{
		Cloud:     "demo",
		Product:   cloudinary.Upload,
		Prefix:    "blog",
		Transform: "q_auto,f_auto",
	})
	if err != nil {
		log.Fatal(err)
	}
	key := cloudinary.PublicID("hello/100% Go.mp4")
	url, err := delivery.URL(key, "video/mp4")
	fmt.Println(url, err)
	// Output: https://res.cloudinary.com/demo/video/upload/q_auto,f_auto/blog/hello/100-%20Go.mp4 <nil>
}

func ExampleMergeTransform() {
	fmt.Println(cloudinary.MergeTransform("q_auto,f_auto", "c_fill,ar_1,q_80"))
	fmt.Println(cloudinary.MergeTransform("q_auto,f_auto", "l_logo,w_100/fl_layer_apply,g_south"))
	// Output:
	// q_80,f_auto,c_fill,ar_1
	// q_auto,f_auto/l_logo,w_100/fl_layer_apply,g_south
}

func ExampleParseURL() {
	config, err := cloudinary.ParseURL("cloudinary://1234:abcd@demo?private_cdn=true")
	fmt.Printf("%+v %v\n", config, err)
	// Output: {Cloud:demo Product:media-optimizer Prefix: Transform: Domain: PrivateCDN:true Sign:none Secret:[secret]} <nil>
}
