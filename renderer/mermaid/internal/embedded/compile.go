package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libquickjs"
	"modernc.org/quickjs"
)

// A script is the text of a module.
type script struct {
	name string
	text []byte
}

// compile returns the bytecode of modules, each of which comes behind those that
// it imports, by their names. It is without their text and the names of variables,
// which are three quarters of it and only serve stack traces. The package quickjs
// has no way to leave them out, so this talks to the translated C library itself.
func compile(modules []script) (map[string][]byte, error) {
	tls := libc.NewTLS()
	defer tls.Close()
	rt := libquickjs.XJS_NewRuntime(tls)
	if rt == 0 {
		return nil, errors.New("out of memory")
	}
	defer libquickjs.XJS_FreeRuntime(tls, rt)
	libquickjs.XJS_SetStripInfo(tls, rt, libquickjs.MJS_STRIP_SOURCE|libquickjs.MJS_STRIP_DEBUG)
	ctx := libquickjs.XJS_NewContext(tls, rt)
	defer libquickjs.XJS_FreeContext(tls, ctx)
	code := map[string][]byte{}
	for _, m := range modules {
		var err error
		if code[m.name], err = compileOne(tls, ctx, m); err != nil {
			return nil, err
		}
	}
	return code, nil
}

func compileOne(tls *libc.TLS, ctx uintptr, m script) ([]byte, error) {
	text, err := libc.CString(string(m.text))
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, text)
	name, err := libc.CString(m.name)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, name)
	const only = libquickjs.MJS_EVAL_TYPE_MODULE | libquickjs.MJS_EVAL_FLAG_COMPILE_ONLY
	module := libquickjs.XJS_Eval(tls, ctx, text, libquickjs.Tsize_t(len(m.text)), name, only)
	defer libquickjs.XFreeValue(tls, ctx, module)

	size := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(libc.Tsize_t(0))))
	defer libc.Xfree(tls, size)
	code := libquickjs.XJS_WriteObject(tls, ctx, size, module, libquickjs.MJS_WRITE_OBJ_BYTECODE)
	if code == 0 || libquickjs.XJS_HasException(tls, ctx) != 0 {
		return nil, explain(m)
	}
	defer libquickjs.Xjs_free(tls, ctx, code)
	var n libc.Tsize_t
	if _, err := binary.Decode(libc.GoBytes(size, int(unsafe.Sizeof(n))), binary.NativeEndian, &n); err != nil {
		return nil, err
	}
	return bytes.Clone(libc.GoBytes(code, int(n))), nil
}

// explain compiles a module that does not compile once more, for its error.
func explain(m script) error {
	vm, err := quickjs.NewVM()
	if err != nil {
		return err
	}
	defer func() { _ = vm.Close() }()
	_, err = vm.Compile(string(m.text), quickjs.EvalModule)
	return fmt.Errorf("%s does not compile: %w", m.name, err)
}
