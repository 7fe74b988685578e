package decks

import (
	"portdrill/cmd/internal/wording"
)

var (
	textLookupSource = wording.T("IANA registry as of %s", "IANA 登记表（%s）")
	textWhichDeck    = wording.T("say which deck to show", "请给出要显示的题组")
)
