package sync

import (
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// attributes are what an object gets beside its bytes, as the SDK wants it.
type attributes struct {
	contentType, cacheControl *string
	metadata                  map[string]string
	storageClass              types.StorageClass
	encryption                types.ServerSideEncryption
	keyID                     *string
}

func (f *File) attributes() attributes {
	meta := make(map[string]string, 1+len(f.Metadata))
	maps.Copy(meta, f.Metadata)
	meta[metaSHA256] = f.SHA256
	return attributes{
		contentType: optional(f.ContentType), cacheControl: optional(f.CacheControl), metadata: meta,
		storageClass: types.StorageClass(f.StorageClass),
		encryption:   types.ServerSideEncryption(f.Encryption.Algorithm), keyID: optional(f.Encryption.KeyID),
	}
}
