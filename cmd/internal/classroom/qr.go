package classroom

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is how many light modules a QR code needs around it. The standard says 4; 2
// are read by every phone, and leave room on a screen of 80 columns.
const quiet = 2

// QR returns the text as a QR code, rows of modules of which true are dark, with the
// light ones that are needed around it.
func QR(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("make a QR code: %w", err)
	}
	rows := make([][]bool, code.Size+2*quiet)
	for y := range rows {
		rows[y] = make([]bool, code.Size+2*quiet)
		for x := range rows[y] {
			rows[y][x] = code.Black(x-quiet, y-quiet)
		}
	}
	return rows, nil
}

// SVG returns the text as a QR code that a page can show at any size.
func SVG(text string) (string, error) {
	rows, err := QR(text)
	if err != nil {
		return "", err
	}
	var path strings.Builder
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	n := len(rows)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<rect width="%[1]d" height="%[2]d" fill="#fff"/><path d="%[3]s" fill="#000"/></svg>`, n, n, path.String()), nil
}

// Blocks returns a QR code as lines of text, two modules in each sign, for a
// terminal whose ground is dark. Each line can be coloured black on white instead,
// which is right on any: then light says what of it is light.
func Blocks(rows [][]bool, dark bool) []string {
	var lines []string
	for y := 0; y < len(rows); y += 2 {
		var line strings.Builder
		for x := range rows[y] {
			upper, lower := rows[y][x] == dark, y+1 < len(rows) && rows[y+1][x] == dark
			line.WriteString(halves[[2]bool{upper, lower}])
		}
		lines = append(lines, line.String())
	}
	return lines
}

// halves are signs by which of the two halves are filled.
var halves = map[[2]bool]string{{true, true}: "█", {true, false}: "▀", {false, true}: "▄", {false, false}: " "}
