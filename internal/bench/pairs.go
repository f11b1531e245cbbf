package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// pairs is how many pairs of builds tell what a changed post costs: that is a
// few thousandths of a second, and one run differs from the next by more.
const pairs = 25

// oneChanged returns by how much longer a build takes that finds one changed
// post than the one before it, which finds none: the median of all pairs.
func (b *bench) oneChanged(ctx context.Context) (time.Duration, error) {
	var more []time.Duration
	for range pairs {
		var wall [2]time.Duration
		for i, name := range []string{mdmediaUnchanged, mdmediaChanged} {
			t := b.task(name)
			if err := t.prepare(); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			s, err := measure.Command(ctx, b.site(), t.env, t.args[0], t.args[1:]...)
			if err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			wall[i] = s.Wall
		}
		more = append(more, wall[1]-wall[0])
	}
	slices.Sort(more)
	return more[len(more)/2], nil
}

func (b *bench) task(name string) task {
	tasks := b.tasks()
	return tasks[slices.IndexFunc(tasks, func(t task) bool { return t.name == name })]
}
