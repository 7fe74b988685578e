package main

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The law: the facets in the program are those of the data.
func TestBuiltinIsOfTheData(t *testing.T) {
	loaded, err := catalogue.Load(os.DirFS("../catalogue/data"))
	if err != nil {
		t.Fatal(err)
	}
	derived, builtin := questions.NewMaker(loaded), questions.NewMaker(catalogue.Builtin())
	if !reflect.DeepEqual(derived.Facets(), builtin.Facets()) {
		t.Error("the facets that are built in are not those of the data: go generate ./questions/...")
	}
	for _, f := range derived.Facets() {
		if got, ok := builtin.Facet(f.ID); !ok || !reflect.DeepEqual(got, f) {
			t.Errorf("%s is found as %+v, %v", f.ID, got, ok)
		}
	}
	made, err := source(derived.Facets())
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile("../builtin.go"); err != nil || !bytes.Equal(made, kept) {
		t.Errorf("builtin.go is stale (%v): go generate ./questions/...", err)
	}
}
