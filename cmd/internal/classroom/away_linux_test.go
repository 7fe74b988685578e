package classroom_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/quiz/room"
)

// The law: a page says what happened to the session, in the language it was opened in and
// not the browser's. What was answered while the host was away is sent once the session
// goes on, and results stay on the page after the program has ended.
func TestBrowserHostAway(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 1, questions.Choice)
	s.pupil("Silent", "")
	p := newBrowser(t).open("away", nil, 360, 640, "")
	p.run("open", chromedp.Navigate("http://"+s.at+"/?lang=zh"), chromedp.WaitVisible("#join"),
		chromedp.SendKeys("#code", "222222"), chromedp.SendKeys("#name", "Ann"), chromedp.Click("#join button"))
	p.until("加入码不对")
	p.run("join", chromedp.SetValue("#code", s.code), chromedp.Click("#join button"))
	p.until("欢迎，Ann")
	s.do(start)
	s.do(ask)
	p.until("第 1 题")

	s.server.Close()
	s.host.Close()
	p.until("老师的主持程序已停止")
	p.choose(2)
	p.until("尚未提交成功")
	rooms, err := s.db.Rooms(t.Context(), "")
	if err != nil || len(rooms) != 1 {
		t.Fatal(rooms, err)
	}
	session, err := classroom.Resume(t.Context(), s.db, s.maker, rooms[0])
	if err != nil {
		t.Fatal(err)
	}
	s.serve(session, s.at)
	p.until("已暂停")
	s.do(func(r *room.Room, at time.Time) (room.Change, error) { return r.Resume(at) })
	p.until("已提交。")
	if kept := s.answersKept(); kept != 1 {
		t.Errorf("%d answers are kept, want the one", kept)
	}

	if _, err := s.host.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.until("课堂练习已结束")
	s.server.Close()
	s.host.Close()
	p.run("come back to the page", chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("offline"))`))
	p.until("全部题目")
	if trouble := valueOf(p, chromedp.Evaluate[string](`document.getElementById("trouble").textContent`)); trouble != "" {
		t.Errorf("after the end the page says %q", trouble)
	}
	p.noErrors()
}
