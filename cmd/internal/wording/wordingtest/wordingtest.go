// Package wordingtest reads the texts of the program from its source, for tests that
// hold laws over all of them. No program imports it.
package wordingtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// A Literal is a Text or Count as the source has it.
type Literal struct {
	Room  string   // the package
	Name  string   // of the variable, without the "text" or "Text" before it
	Parts []string // as wording.T or wording.N takes them: Chinese is the last
}

// Read returns the texts that the packages in the folder and below keep in variables,
// in the order of the source. Tests are left out.
func Read(folder string) (all []Literal, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		found, err := literals(file)
		all = append(all, found...)
		return err
	})
	return all, err
}

func literals(file *ast.File) (all []Literal, err error) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			v := spec.(*ast.ValueSpec)
			for i, value := range v.Values {
				call, ok := value.(*ast.CallExpr)
				if !ok || !makesText(call.Fun) {
					continue
				}
				name := strings.TrimPrefix(strings.TrimPrefix(v.Names[i].Name, "text"), "Text")
				parts, err := unquoted(call.Args)
				if err != nil {
					return nil, fmt.Errorf("%s of %s: %w", v.Names[i].Name, file.Name.Name, err)
				}
				all = append(all, Literal{file.Name.Name, name, parts})
			}
		}
	}
	return all, nil
}

// makesText reports whether the function is wording.T or wording.N.
func makesText(fun ast.Expr) bool {
	if selector, ok := fun.(*ast.SelectorExpr); ok {
		room, ok := selector.X.(*ast.Ident)
		if !ok || room.Name != "wording" {
			return false
		}
		fun = selector.Sel
	}
	name, ok := fun.(*ast.Ident)
	return ok && (name.Name == "T" || name.Name == "N")
}

// unquoted returns the strings that the arguments are.
func unquoted(args []ast.Expr) ([]string, error) {
	parts := make([]string, len(args))
	for i, arg := range args {
		text, err := constant(arg)
		if err != nil {
			return nil, err
		}
		parts[i] = text
	}
	return parts, nil
}

// constant returns the string that the expression is: a literal, or several added up.
func constant(e ast.Expr) (string, error) {
	switch x := e.(type) {
	case *ast.BasicLit:
		return strconv.Unquote(x.Value)
	case *ast.BinaryExpr:
		left, err := constant(x.X)
		if err != nil {
			return "", err
		}
		right, err := constant(x.Y)
		return left + right, err
	}
	return "", fmt.Errorf("%T is no string", e)
}
