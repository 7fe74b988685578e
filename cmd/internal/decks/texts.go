package decks

import (
	"portdrill/cmd/internal/wording"
)

var (
	textLookupSource = wording.T("IANA registry as of %s", "IANA 登记表（%s）")
	textWhichDeck    = wording.T("which deck?", "请指定卡组")
)
