package app

import (
	"portdrill/questions"
)

// An UndoneLine says in JSON what was undone.
type UndoneLine struct {
	Type   string              `json:"type"` // undone
	Facets []questions.FacetID `json:"facets"`
}
