package sync

import "context"

// Ensure makes the store hold the files: [Survey], [Diff] and [Apply] in one,
// without a manifest. What the store holds already is not sent again. The
// error is nil if the store now holds all of them.
func Ensure(ctx context.Context, store Store, files ...File) (Result, error) {
	state, err := Survey(ctx, store, files, nil, SurveyOptions{})
	if err != nil {
		return Result{}, err
	}
	return Apply(ctx, store, Diff(files, state, Policy{}), ApplyOptions{})
}
