package classroom

import (
	"context"
	"slices"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// An Order is something that whoever leads the session wants done, by a key of the board or
// a button of the host page. What else an order takes is said where it is defined.
type Order struct {
	Do     string             `json:"do"`
	Seen   room.Moment        `json:"seen"`
	Who    room.ParticipantID `json:"who"` // of "pardon" the key of the member
	Name   string             `json:"name"`
	Factor float64            `json:"factor"`
}

// MoreTime is how much time the order "more" adds for everyone.
const MoreTime = 15 * time.Second

// orders are those that change the room.
var orders = map[string]func(r *room.Room, o Order, at time.Time) (room.Change, error){
	"next": func(r *room.Room, o Order, at time.Time) (room.Change, error) { // does nothing unless it is as Seen
		if s := r.State(); s.Moment() != o.Seen {
			return room.Change{State: s}, nil
		}
		return next(r, at)
	},
	"pause": func(r *room.Room, _ Order, at time.Time) (room.Change, error) { // or go on
		if r.State().Paused {
			return r.Resume(at)
		}
		return r.Pause(at)
	},
	"more":    func(r *room.Room, _ Order, _ time.Time) (room.Change, error) { return r.MoreTime(MoreTime) },
	"reveal":  func(r *room.Room, _ Order, at time.Time) (room.Change, error) { return r.Reveal(at) },
	"lock":    func(r *room.Room, _ Order, _ time.Time) (room.Change, error) { return r.Lock(!r.State().Locked) },
	"remove":  func(r *room.Room, o Order, at time.Time) (room.Change, error) { return r.Kick(o.Who, at) },
	"readmit": func(r *room.Room, o Order, _ time.Time) (room.Change, error) { return r.Readmit(o.Who) },
	"rename":  func(r *room.Room, o Order, _ time.Time) (room.Change, error) { return r.Rename(o.Who, o.Name) },
	"allow":   func(r *room.Room, o Order, _ time.Time) (room.Change, error) { return r.Allow(o.Who, o.Factor) },
}

// Lead carries out an order. The error is that of [Host.Do], of the step of the room, or
// [room.ErrOrder] for an order that there is not, or not now.
func (s *Server) Lead(ctx context.Context, o Order) error {
	switch o.Do {
	case "end": // for good: results of members are saved
		_, err := s.host.End(ctx)
		return err
	case "absent": // removes everyone who is offline
		absent, err := s.host.Absent(ctx)
		if err != nil || len(absent) == 0 {
			return err
		}
		return s.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.Dismiss(absent, at) })
	case "expect": // a guest, on another device
		s.host.Expect(o.Who)
		return nil
	case "pardon": // a member with too many wrong PINs
		for _, m := range s.Shut() {
			if m.Key == string(o.Who) {
				s.Admit(m)
			}
		}
		return nil
	}
	do, is := orders[o.Do]
	if !is {
		return room.ErrOrder
	}
	return s.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return do(r, o, at) })
}

// next takes the next step, so that one key leads through a session.
func next(r *room.Room, at time.Time) (room.Change, error) {
	s := r.State()
	switch s.Phase {
	case room.Lobby:
		if _, err := r.Start(); err != nil {
			return room.Change{}, err
		}
		return r.Ask(at)
	case room.Ready:
		return r.Ask(at)
	case room.Open:
		switch {
		case s.Paused:
			return r.Resume(at)
		case s.Reading:
			return r.Offer(at)
		}
		return r.Close(at)
	case room.Closed:
		return r.Reveal(at)
	case room.Revealed:
		if c, err := r.ShowLeaders(); err == nil {
			return c, nil
		}
		if _, err := r.Next(); err == nil {
			return r.Ask(at)
		}
		return r.End(at)
	case room.Done:
	}
	return room.Change{}, room.ErrOrder
}

// NextStep says what the next step is.
func NextStep(v room.HostView) wording.Text {
	switch {
	case v.Paused:
		return textNextGoOn
	case v.Reading:
		return textNextOffer
	case v.Ranking:
		return textNextLeaders
	case v.Phase == room.Revealed && v.Last:
		return textNextEnd
	}
	return map[room.Phase]wording.Text{
		room.Lobby: textNextStart, room.Ready: textNextAsk, room.Open: textNextClose, room.Closed: textNextReveal,
		room.Revealed: textNextNext, room.Done: textNextNothing,
	}[v.Phase]
}

// An Outsider is somebody whom the host can let in.
type Outsider struct {
	Name  string             `json:"name"`
	Why   wording.Text       `json:"-"`
	Order string             `json:"order"` // that lets them in
	Who   room.ParticipantID `json:"who"`
}

// Outsiders returns those whom the host can let in: participants who were removed, members
// with too many wrong PINs, and guests who are offline or have left.
func (s *Server) Outsiders(ctx context.Context) ([]Outsider, error) {
	removed, away, err := s.host.outside(ctx)
	var all []Outsider
	for _, p := range removed {
		all = append(all, Outsider{p.Name, textRemoved, "readmit", p.ID})
	}
	for _, m := range s.Shut() {
		all = append(all, Outsider{m.Shown, textWrongPINs, "pardon", room.ParticipantID(m.Key)})
	}
	for _, p := range away {
		all = append(all, Outsider{p.Name, textOtherDevice, "expect", p.ID})
	}
	return slices.Clip(all), err
}

var (
	textNextStart   = wording.T("start", "开始")
	textNextAsk     = wording.T("ask", "提问")
	textNextOffer   = wording.T("show the options", "显示选项")
	textNextClose   = wording.T("close", "停止作答")
	textNextReveal  = wording.T("reveal", "公布答案")
	textNextLeaders = wording.T("show the leaders", "显示领先者")
	textNextNext    = wording.T("next question", "下一题")
	textNextGoOn    = wording.T("resume", "继续")
	textNextEnd     = wording.T("end", "结束")
	textNextNothing = wording.T("close", "关闭")
	textNoTicket    = wording.T(
		"This link has been used or has expired. For a new one, press h where the session is hosted.",
		"此链接已使用或已过期。请在主持程序中按 h 获取新链接。",
	)
	TextAddressLimited = wording.T(
		"Refusing more connections from %s. If your class shares this address, use --per-address.",
		"%s 的连接过多，已拒绝更多连接。若全班共用此地址，请加 --per-address。",
	)
	textRemoved     = wording.T("removed", "已移出")
	textWrongPINs   = wording.T("too many wrong PINs", "PIN 输错次数过多")
	textOtherDevice = wording.T("on another device", "换了设备")
)
