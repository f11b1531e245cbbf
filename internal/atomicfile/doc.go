// Package atomicfile writes output files so that a reader never sees half of
// one, and leaves a file alone that already holds the right bytes.
//
// [Write] and [WriteBytes] work below an [os.Root], so a name with "..", an
// absolute name or a symbolic link in the output folder cannot lead a write
// out of it. Both write a temporary file beside the target and rename it over
// the target at the end. Until that moment the old file is complete and
// untouched, and an error at any point removes the temporary file.
//
// Bytes that are the same as before are not written again: the file keeps its
// modification time, and programs that watch the output stay quiet.
//
// The rename protects against a program that is stopped half way. It is not
// flushed to the disk by force, so after a power cut the newest files may be
// missing; build output can be built again, and a flush for each of 10,000
// pages would cost more than the whole build.
package atomicfile
