package measure_test

import (
	"fmt"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

func Example() {
	runs := []measure.Sample{{Wall: 3 * time.Second}, {Wall: time.Second}, {Wall: 2 * time.Second}}
	m := measure.Median(runs)
	fmt.Println(m.Wall, measure.Ratio(m.Wall, 8*time.Second), measure.Memory(m.Memory))
	// Output: 2s 0.25 -
}
