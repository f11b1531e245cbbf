// Package measure runs programs to their end and tells what that cost, as the
// kernel reports it, and puts tables of such figures into documents. The
// benchmarks of this project use it.
package measure
