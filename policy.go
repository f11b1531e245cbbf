package mdmedia

import "encoding/json"

// A Policy is who may do what with a bucket, in the language of AWS.
type Policy struct {
	Version   string
	Statement []PolicyStatement
}

// A PolicyStatement allows some actions.
type PolicyStatement struct {
	Effect string
	// Principal is whom a bucket's policy allows something; nil in the policy of
	// a user, which is about that user.
	Principal map[string]string `json:",omitempty"`
	Action    []string
	Resource  string
}

// JSON is the policy as the console wants it.
func (p Policy) JSON() string {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return "" // cannot be: it is text alone
	}
	return string(text)
}

const policyVersion = "2012-10-17" // of the language

// cloudinaryAccount is the AWS account by which Cloudinary's classic product reads
// buckets.
const cloudinaryAccount = "arn:aws:iam::232482882421:root"

// UploaderPolicy is the least that the credentials need which mdmedia uploads
// with. With prune they may also delete.
func (s *Site) UploaderPolicy(prune bool) Policy {
	objects := []string{"s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"}
	if prune {
		objects = append(objects, "s3:DeleteObject")
	}
	bucket := "arn:aws:s3:::" + s.bucketName()
	return Policy{policyVersion, []PolicyStatement{
		{Effect: "Allow", Action: objects, Resource: bucket + "/" + s.commonKeyPrefix() + "*"},
		{Effect: "Allow", Action: []string{"s3:ListBucket", "s3:ListBucketMultipartUploads"}, Resource: bucket},
	}}
}

// CloudinaryPolicy is the least that Cloudinary needs to read the originals: the
// policy of an IAM user whose key it is given, or, for the classic product, the
// policy of the bucket.
func (s *Site) CloudinaryPolicy() Policy {
	st := PolicyStatement{Effect: "Allow", Action: []string{"s3:GetObject"}, Resource: "arn:aws:s3:::" + s.bucketName() + "/*"}
	if c := s.cfg.Delivery.Cloudinary; c != nil && c.Product == "upload" {
		st.Principal = map[string]string{"AWS": cloudinaryAccount}
	}
	return Policy{policyVersion, []PolicyStatement{st}}
}

func (s *Site) bucketName() string {
	if s.cfg.Store.S3 != nil {
		return s.cfg.Store.S3.Bucket
	}
	return "my-media"
}
