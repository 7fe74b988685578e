package cards

import (
	"portdrill/cmd/internal/wording"
)

var textStateBuried = wording.T("not today", "今天搁置")
