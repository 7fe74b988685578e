package workbook_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	_ "portdrill/cmd/internal/workbook"
	"portdrill/questions/catalogue/exchange"
)

// The law: a list of ports in a workbook is read like any other, whatever stands above
// its heading.
func TestListOfPortsInAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for place, value := range map[string]any{"A1": "Our ports", "A2": "Service", "B2": "Port", "A3": "SSH", "B3": 22} {
		if err := f.SetCellValue("Sheet1", place, value); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	deck, problems := exchange.Read("a.xlsx", file.Bytes())
	if len(problems) > 0 || len(deck.Rows) != 1 || deck.Rows[0].Port != 22 || deck.Rows[0].Service != "SSH" {
		t.Errorf("%+v, %v", deck.Rows, problems)
	}
}
