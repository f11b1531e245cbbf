// Package cutoff tells files that end too early, as a broken download or a full
// disk leaves them: a browser shows half of such a picture, or nothing.
//
// It goes by what files say of themselves, the lengths of their parts and the
// marks at their ends, and decodes nothing. What browsers show in full is
// whole, whatever lies behind the picture. Files without such lengths, such as
// MP3, are taken to be whole.
package cutoff
