package main

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"portdrill/questions/catalogue"
)

// The law: the catalogue in the program is the one of the data.
func TestBuiltinIsOfTheData(t *testing.T) {
	loaded, err := catalogue.Load(os.DirFS("../data"))
	if err != nil {
		t.Fatal(err)
	}
	builtin := catalogue.Builtin()
	if !reflect.DeepEqual(loaded, builtin) {
		t.Error("the catalogue that is built in is not that of the data: go generate ./questions/catalogue")
	}
	made, err := source(loaded)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile("../builtin.go"); err != nil || !bytes.Equal(made, kept) {
		t.Errorf("builtin.go is stale (%v): go generate ./questions/catalogue", err)
	}
}
