package data

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
	"portdrill/store/files"
)

// signInFlags are what a learner is asked for otherwise.
type signInFlags struct {
	class, name, pin string
	unencrypted      bool
}

func (f signInFlags) any() bool { return f.class != "" || f.name != "" || f.pin != "" }

// isServer reports whether the argument of sync is no folder.
func isServer(arg string) bool {
	lower := strings.ToLower(arg)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")
}

// A school is a server that a learner syncs with.
type school struct {
	*app.App
	base *url.URL
	as   signedIn
	http *http.Client
}

// signedIn is as whom, and with what, a server is asked.
type signedIn struct {
	Cookie  string         `json:"cookie"`
	Learner quiz.LearnerID `json:"learner"` // empty until the server has said
}

// How long a request takes at most, and how often one of a sync is sent.
const (
	requestTakes = 30 * time.Second
	mostRequests = 1000
)

// syncServer exchanges the log of the learner who is signed in there.
func syncServer(ctx context.Context, a *app.App, address string, f signInFlags) error {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.User != nil {
		return app.UsageProblem(textBadServer.In(a.Lang, address), "")
	}
	if base.Scheme == "http" && !f.unencrypted && !isThisMachine(base.Hostname()) {
		return app.UsageProblem(textUnencryptedServer.In(a.Lang, base.Host), textUnencryptedHint.In(a.Lang))
	}
	if a.Whose != "" {
		return app.UsageProblem(textWhoseServer.In(a.Lang), "")
	}
	base.Path, base.RawQuery, base.Fragment = "", "", ""
	s := &school{App: a, base: base, http: &http.Client{
		Timeout: requestTakes,
		// What is signed in is sent to nobody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	known, err := readSignIns(a)
	if err != nil {
		return err
	}
	s.as = known[base.String()]
	if f.any() || s.as.Cookie == "" {
		if err := s.enter(ctx, f); err != nil {
			return err
		}
	}
	return a.WithDB(ctx, func(db *app.DB) error {
		known[base.String()] = s.as // before anything else can go wrong
		if err := keepSignIns(a, known); err != nil {
			return err
		}
		result, err := s.exchange(ctx, db.DB)
		if err != nil {
			return err
		}
		known[base.String()] = s.as
		if err := keepSignIns(a, known); err != nil {
			return err
		}
		if err := showSynced(a, base.Host, result); err != nil {
			return err
		}
		if leftOut(result.Merged) {
			return app.Failure(textSyncedPartly.In(a.Lang, base.Host), "")
		}
		return nil
	})
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// enter signs in, and asks for what is missing.
func (s *school) enter(ctx context.Context, f signInFlags) error {
	release, err := s.TakeConsole()
	if err != nil {
		return err
	}
	defer release()
	for _, each := range []struct {
		text  wording.Text
		value *string
	}{{textAskClass, &f.class}, {textAskName, &f.name}, {textAskPIN, &f.pin}} {
		if *each.value != "" {
			continue
		}
		*each.value, err = s.Chooser().Type(each.text.In(s.Lang), "")
		if errors.Is(err, terminal.ErrInputEnded) {
			return app.Problem{Text: textSignInMissing.In(s.Lang), Hint: textSignInHint.In(s.Lang), Code: app.ExitInputEnded}
		}
		if err != nil {
			return err
		}
	}
	body, err := json.Marshal(map[string]string{"class": f.class, "name": f.name, "pin": f.pin})
	if err != nil {
		return err
	}
	_, cookies, err := s.post(ctx, "/sign-in", body)
	if err != nil {
		return err
	}
	for _, c := range cookies {
		s.as = signedIn{Cookie: c.Name + "=" + c.Value}
	}
	return nil
}

// exchange sends and receives until neither side has news.
func (s *school) exchange(ctx context.Context, db *store.DB) (result store.Synced, err error) {
	there := store.Packet{Learner: s.as.Learner} // what the server said last
	for range mostRequests {
		mine, err := db.NewPacket(ctx, there.Learner, there.Have)
		if err != nil {
			return result, err
		}
		text, err := mine.Bytes()
		if err != nil {
			return result, err
		}
		if text, _, err = s.post(ctx, "/sync", text); err != nil {
			return result, err
		}
		known := there.Have != nil
		if there, err = store.ReadPacket(text); err != nil {
			return result, s.strange(err)
		}
		merged, err := db.TakePacket(ctx, there, there.Learner)
		if err != nil {
			return result, s.strange(err)
		}
		s.as.Learner = there.Learner
		result.Sent += int64(mine.Events)
		add(&result.Merged, merged)
		if known && mine.Events == 0 && merged.New == 0 {
			break
		}
	}
	return result, nil
}

// add adds what became of further events.
func add(to *store.Merged, more store.Merged) {
	to.New += more.New
	to.Known += more.Known
	to.Forgotten = max(to.Forgotten, more.Forgotten)
	to.Conflicts = more.Conflicts // they come again and again
	for _, d := range more.Forked {
		if !slices.Contains(to.Forked, d) {
			to.Forked = append(to.Forked, d)
		}
	}
	for _, l := range more.Learners {
		if !slices.Contains(to.Learners, l) {
			to.Learners = append(to.Learners, l)
		}
	}
}

// strange words what is wrong with what a server sent.
func (s *school) strange(err error) error {
	for _, about := range []error{store.ErrNotPacket, store.ErrOthersEvents, store.ErrAlteredEvents} {
		if errors.Is(err, about) {
			return app.Failure(textNoSchool.In(s.Lang, s.base.Host), textSyncFailedHint.In(s.Lang))
		}
	}
	if errors.Is(err, store.ErrNewerPacket) {
		return app.Failure(textNewerSchool.In(s.Lang, s.base.Host), "")
	}
	return err
}

// post sends a request. An error is a problem in the words of the learner.
func (s *school) post(ctx context.Context, path string, body []byte) (answer []byte, cookies []*http.Cookie, err error) {
	at := *s.base
	at.Path, at.RawQuery = path, "lang="+string(s.Lang)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if path != "/sign-in" {
		r.Header.Set("Cookie", s.as.Cookie)
	}
	response, err := s.http.Do(r)
	if err == nil {
		defer response.Body.Close()
		answer, err = io.ReadAll(io.LimitReader(response.Body, store.LargestPacket))
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, nil, app.Failure(textNoServer.In(s.Lang, s.base.Host, err), textSyncFailedHint.In(s.Lang))
	}
	var refused struct{ Error, Message string }
	switch {
	case response.StatusCode == http.StatusOK:
		return answer, response.Cookies(), nil
	case json.Unmarshal(answer, &refused) != nil || refused.Message == "":
		return nil, nil, app.Failure(textNoSchool.In(s.Lang, s.base.Host), textSyncFailedHint.In(s.Lang))
	case refused.Error == "out":
		return nil, nil, app.Failure(textSignedOut.In(s.Lang, s.base.Host), textSignedOutHint.In(s.Lang))
	}
	return nil, nil, app.Failure(textServerSays.In(s.Lang, s.base.Host, refused.Message), "")
}

// signInsFile is beside the database, not in it: copies of that are handed on.
func signInsFile(a *app.App) string { return a.File() + ".sign-ins" }

// readSignIns returns with what the learner is signed in, by server.
func readSignIns(a *app.App) (map[string]signedIn, error) {
	all := make(map[string]signedIn)
	text, err := os.ReadFile(signInsFile(a))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return all, nil
	case err != nil:
		return nil, app.Failure(app.TextNotRead.In(a.Lang, signInsFile(a)), "")
	}
	if json.Unmarshal(text, &all) != nil || all == nil { // they sign in again
		all = make(map[string]signedIn)
	}
	return all, nil
}

func keepSignIns(a *app.App, all map[string]signedIn) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	path := signInsFile(a)
	fresh, err := files.TemporaryBeside(path) // which nobody else can read
	if err == nil {
		defer os.Remove(fresh) // not there any more, if all went well
		err = errors.Join(os.WriteFile(fresh, text, 0o600), os.Chmod(fresh, 0o600), files.Sync(fresh))
	}
	if err == nil {
		err = files.PutInPlace(fresh, path)
	}
	if err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	return nil
}

var (
	textFlagClassThere  = wording.T("`CLASS` to sign in to at a server", "登录服务器所用的`班级`")
	textFlagNameThere   = wording.T("`NAME` or student number to sign in with", "登录所用的`姓名`或学号")
	textFlagPINThere    = wording.T("`PIN` to sign in with", "登录所用的 `PIN`")
	textFlagUnencrypted = wording.T("allow http:// to another machine", "允许用 http:// 连接其他机器")

	textAskClass          = wording.T("Class", "班级")
	textAskName           = wording.T("Name or student number", "姓名或学号")
	textAskPIN            = wording.T("PIN", "PIN")
	textSignInMissing     = wording.T("class, name and PIN are needed to sign in", "登录需要班级、姓名和 PIN")
	textSignInHint        = wording.T("give them with --class, --name and --pin, or one a line", "用 --class、--name、--pin 给出，或每行输入一项")
	textBadServer         = wording.T("%s is no address of a server", "%s 不是服务器地址")
	textUnencryptedServer = wording.T("http://%s is not encrypted: others on the network could read your PIN", "http://%s 未加密，同一网络中的人能读到你的 PIN")
	textUnencryptedHint   = wording.T("use https://, or --unencrypted if you trust the network", "请用 https://；若信任该网络，可加 --unencrypted")
	textWhoseServer       = wording.T("a server knows who signed in: leave --learner out", "服务器知道登录者是谁，请去掉 --learner")
	textNoServer          = wording.T("cannot reach %s: %v", "无法连接 %s：%v")
	textNoSchool          = wording.T("what answers at %s is no portdrill serve", "%s 上应答的不是 portdrill serve")
	textNewerSchool       = wording.T("%s runs a newer version; upgrade portdrill", "%s 上的版本更新，请升级 portdrill")
	textSignedOut         = wording.T("you are not signed in to %s any more", "你在 %s 上的登录已失效")
	textSignedOutHint     = wording.T("sign in again with --class, --name and --pin", "请用 --class、--name、--pin 重新登录")
	textServerSays        = wording.T("%s says: %s", "%s 回复：%s")
)
