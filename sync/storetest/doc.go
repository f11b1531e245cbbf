// Package storetest checks that a [sync.Store] keeps the contract that package
// sync documents. It runs on the stores of this module, and on your own:
//
//	func TestMyStore(t *testing.T) {
//		storetest.Run(t, storetest.Suite{New: func(t *testing.T) sync.Store { return newEmptyStore(t) }})
//	}
//
// The package also has [Memory], a store for tests that can be made to fail.
package storetest
