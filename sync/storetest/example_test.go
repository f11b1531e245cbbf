package storetest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// A store that refuses to write.
func ExampleMemory() {
	store := &storetest.Memory{Fail: func(op, key string) error {
		if op == "put" {
			return errors.New(key + ": no")
		}
		return nil
	}}
	_, err := store.Put(context.Background(), storetest.File("images/cat.png", "meow"), sync.Any)
	fmt.Println(err)
	fmt.Println(store.Calls())
	// Output:
	// images/cat.png: no
	// [put images/cat.png]
}
