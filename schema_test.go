package mdmedia

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// schema is the part of a JSON Schema that the tests look at.
type schema struct {
	Description          string
	Type                 string
	Enum                 []any
	Default              any
	AdditionalProperties any
	Properties           map[string]*schema
	Items                *schema
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	src, err := os.ReadFile("docs/mdmedia.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	s := new(schema)
	if err := json.Unmarshal(src, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// The schema for editors has the keys of Config, all of them and no others,
// with their types, so that an editor says what LoadConfig would say.
func TestSchemaHasTheKeysOfConfig(t *testing.T) {
	compareSchema(t, "", readSchema(t), reflect.TypeFor[Config]())
}

func compareSchema(t *testing.T, at string, s *schema, typ reflect.Type) {
	t.Helper()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if want := schemaType(typ); s.Type != want && at != ".delivery.cloudinary.sign" { // a boolean or a word
		t.Errorf("%s: the schema's type is %q, want %q", at, s.Type, want)
	}
	switch typ.Kind() {
	case reflect.Slice:
		if s.Items == nil {
			t.Errorf("%s: the schema does not say what the list holds", at)
			return
		}
		compareSchema(t, at+"[]", s.Items, typ.Elem())
	case reflect.Map:
		if s.AdditionalProperties == nil || s.AdditionalProperties == false {
			t.Errorf("%s: the schema allows no keys", at)
		}
	case reflect.Struct:
		compareKeys(t, at, s, typ)
	}
}

func compareKeys(t *testing.T, at string, s *schema, typ reflect.Type) {
	t.Helper()
	if s.AdditionalProperties != false {
		t.Errorf("%s: the schema allows unknown keys", at)
	}
	fields := yamlFields(typ)
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		if fields[key] == nil {
			t.Errorf("%s.%s is in docs/mdmedia.schema.json, not in Config", at, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		p := s.Properties[key]
		if p == nil {
			t.Errorf("%s.%s is in Config, not in docs/mdmedia.schema.json", at, key)
			continue
		}
		if p.Description == "" {
			t.Errorf("%s.%s has no description in the schema", at, key)
		}
		compareSchema(t, at+"."+key, p, fields[key])
	}
}

func schemaType(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	default:
		return typ.Kind().String()
	}
}

// at returns the schema of a dotted key; that of a list's items for a list.
func (s *schema) at(key string) *schema {
	for part := range strings.SplitSeq(key, ".") {
		if s == nil {
			return nil
		}
		if s = s.Properties[part]; s != nil && s.Items != nil {
			s = s.Items
		}
	}
	return s
}

// The words that the schema allows are those that the program allows.
func TestSchemaHasTheWordsOfConfig(t *testing.T) {
	s := readSchema(t)
	words := map[string][]string{"store.s3.rules.encryption": {"AES256", "aws:kms", "aws:kms:dsse"}}
	c := Config{Lookup: []string{""}, Mermaid: MermaidConfig{Fallback: []string{""}}, Delivery: DeliveryConfig{Cloudinary: new(CloudinaryConfig)}}
	for _, ch := range c.choices() {
		words[ch.key] = slices.DeleteFunc(slices.Clone(ch.words), func(w string) bool { return w == "" })
	}
	for key, want := range words {
		p := s.at(key)
		if p == nil {
			t.Errorf("%s is not in the schema", key)
			continue
		}
		if p.Default == "" { // the default has no name of its own
			want = append(want, "")
		}
		if got := texts(p.Enum); !reflect.DeepEqual(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: the schema allows %q, the program %q", key, got, want)
		}
	}
	eachSchema("", s, func(at string, s *schema) {
		if at = strings.TrimPrefix(strings.ReplaceAll(at, "[]", ""), "."); len(s.Enum) > 0 && words[at] == nil {
			t.Errorf("%s: the schema has words that the program does not check", at)
		}
	})
	for _, word := range append(words["store.s3.rules.encryption"], "none") {
		c := Config{Store: StoreConfig{S3: &S3Config{Bucket: "pictures", Rules: []UploadRule{{Match: "*", Encryption: word}}}},
			Delivery: DeliveryConfig{Local: "/media"}}
		if errs := c.withDefaults().validate(); (len(errs) > 0) != (word == "none") {
			t.Errorf("encryption %q: %v", word, errs)
		}
	}
}

func texts(values []any) []string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	slices.Sort(all)
	return all
}

func eachSchema(at string, s *schema, do func(string, *schema)) {
	do(at, s)
	for key, p := range s.Properties {
		eachSchema(at+"."+key, p, do)
	}
	if s.Items != nil {
		eachSchema(at+"[]", s.Items, do)
	}
}

// The defaults that the schema names are those that the program fills in.
func TestSchemaHasTheDefaultsOfConfig(t *testing.T) {
	s := readSchema(t)
	eachDefault("", reflect.ValueOf(Config{}.withDefaults()), func(at string, v reflect.Value) {
		p := s
		for part := range strings.SplitSeq(strings.TrimPrefix(at, "."), ".") {
			if p = p.Properties[part]; p == nil {
				t.Errorf("%s is not in the schema", at)
				return
			}
		}
		if want := plainJSON(t, v.Interface()); !reflect.DeepEqual(p.Default, want) {
			t.Errorf("%s: the schema's default is %v, the program's %v", at, p.Default, want)
		}
	})
	eachSchema("", s, func(at string, s *schema) {
		if s.Enum != nil && s.Default != nil && !slices.Contains(s.Enum, s.Default) {
			t.Errorf("%s: the schema does not allow its own default", at)
		}
	})
}

// eachDefault visits the values that are not zero, and booleans.
func eachDefault(at string, v reflect.Value, do func(string, reflect.Value)) {
	if v.Kind() != reflect.Struct {
		if !v.IsZero() || v.Kind() == reflect.Bool {
			do(at, reflect.Indirect(v))
		}
		return
	}
	for i := range v.NumField() {
		eachDefault(at+"."+v.Type().Field(i).Tag.Get("yaml"), v.Field(i), do)
	}
}

func plainJSON(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		t.Fatal(err)
	}
	return plain
}
