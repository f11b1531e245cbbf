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

// compile returns the bytecode of a script, without the script's text and the
// names of its variables, which are three quarters of it and only serve stack
// traces. The package quickjs has no way to leave them out, so this talks to
// the translated C library itself.
func compile(name string, script []byte) ([]byte, error) {
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

	text, err := libc.CString(string(script))
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, text)
	file, err := libc.CString(name)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, file)
	const only = libquickjs.MJS_EVAL_TYPE_GLOBAL | libquickjs.MJS_EVAL_FLAG_COMPILE_ONLY
	function := libquickjs.XJS_Eval(tls, ctx, text, libquickjs.Tsize_t(len(script)), file, only)
	defer libquickjs.XFreeValue(tls, ctx, function)

	size := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(libc.Tsize_t(0))))
	defer libc.Xfree(tls, size)
	code := libquickjs.XJS_WriteObject(tls, ctx, size, function, libquickjs.MJS_WRITE_OBJ_BYTECODE)
	if code == 0 || libquickjs.XJS_HasException(tls, ctx) != 0 {
		return nil, explain(name, script)
	}
	defer libquickjs.Xjs_free(tls, ctx, code)
	var n libc.Tsize_t
	if _, err := binary.Decode(libc.GoBytes(size, int(unsafe.Sizeof(n))), binary.NativeEndian, &n); err != nil {
		return nil, err
	}
	return bytes.Clone(libc.GoBytes(code, int(n))), nil
}

// explain compiles a script that does not compile once more, for its error.
func explain(name string, script []byte) error {
	vm, err := quickjs.NewVM()
	if err != nil {
		return err
	}
	defer func() { _ = vm.Close() }()
	_, err = vm.Compile(string(script), quickjs.EvalGlobal)
	return fmt.Errorf("%s does not compile: %w", name, err)
}
