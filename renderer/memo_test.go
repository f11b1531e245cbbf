package renderer

import (
	"fmt"
	"strings"
	"testing"
)

func TestMemo(t *testing.T) {
	var m memo
	if m.get("a") != nil {
		t.Error("an empty memo has something")
	}
	m.put("a", []byte("A"))
	if got := m.get("a"); string(got) != "A" {
		t.Errorf("got %q", got)
	}
	m.put("large", []byte(strings.Repeat("x", maxMemo/2)))
	if m.get("large") != nil {
		t.Error("a large block was kept")
	}
	for i := range 1000 {
		m.put(fmt.Sprint(i), make([]byte, 10_000))
		if m.size > maxMemo {
			t.Fatalf("it grew to %d bytes", m.size)
		}
	}
	if m.get("999") == nil {
		t.Error("the newest is gone")
	}
}
