package catalogue

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// A SystemName is what the services file of a system, or a port scanner, calls a
// port where IANA has another name for it: "imap2", "kerberos-sec".
type SystemName struct {
	Name       string
	Port       Port
	Transports []Transport
	System     string // that has the name
}

//go:embed data/system-names.csv
var systemNamesCSV string

var systemNames = sync.OnceValues(readSystemNames)

func readSystemNames() (map[string][]SystemName, error) {
	rows, err := csv.NewReader(strings.NewReader(systemNamesCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("system-names.csv: %w", err)
	}
	all := make(map[string][]SystemName)
	for i, row := range rows[1:] {
		port, err := strconv.ParseUint(row[1], 10, 16)
		if err != nil {
			return nil, fmt.Errorf("system-names.csv:%d: %q is not a port: 0 to 65535", i+2, row[1])
		}
		n := SystemName{Name: row[0], Port: Port(port), System: row[3]}
		for word := range strings.SplitSeq(row[2], "/") {
			if rank(Transport(word)) < 0 {
				return nil, fmt.Errorf("system-names.csv:%d: transport: %q is none", i+2, word)
			}
			n.Transports = append(n.Transports, Transport(word))
		}
		all[Fold(n.Name)] = append(all[Fold(n.Name)], n)
	}
	return all, nil
}

// SystemNamed returns the ports that a system has the name for, whatever its case
// and hyphens (as [Fold] sees it). The data is tested, so the error can only be that
// of a damaged build.
func SystemNamed(name string) ([]SystemName, error) {
	all, err := systemNames()
	return all[Fold(name)], err
}
