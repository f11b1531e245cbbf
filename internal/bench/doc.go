// Command bench measures mdmedia beside Hugo on the same generated blog and
// writes the figures into docs/benchmarks.md:
//
//	make bench
//	make bench BENCHFLAGS='-posts 1000 -runs 3'
//
// Whole processes are timed, as a person would see them: the time on the wall,
// the processor time of all threads, and the largest resident memory, all as
// the kernel reports them. The programs take turns, so that a machine that
// grows slow does so for all of them, and the median counts.
//
// Three yardsticks run along. The loop reads each post, splits the front matter,
// converts it with goldmark and writes the result, and does nothing else. The
// walk only asks for each file's size and time, as find(1) does.
package main
