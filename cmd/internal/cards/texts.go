package cards

import (
	"portdrill/cmd/internal/wording"
)

var textStateBuried = wording.T("skipped for today", "今天跳过")
