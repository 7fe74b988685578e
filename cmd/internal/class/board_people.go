package class

import (
	"context"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// person lets the teacher choose a participant to remove, to rename or to give more time.
func (b *classBoard) person(ctx context.Context, v room.HostView, key rune) error {
	if len(v.People) == 0 {
		return room.ErrOrder
	}
	titles := map[rune]wording.Text{keyKick: textKickWhom, keyRename: textRenameWhom, keyAllow: textAllowWhom}
	names := make([]string, len(v.People))
	for i, p := range v.People {
		names[i] = p.Name
	}
	i, err := b.ask.Browse(titles[key].In(b.Lang), names, 0)
	if err != nil {
		return err
	}
	id := v.People[i].ID
	switch key {
	case keyKick:
		return b.server.Lead(ctx, classroom.Order{Do: "remove", Who: id})
	case keyAllow:
		factors := []float64{1, 1.25, 1.5, 2, 3}
		rows := make([]string, len(factors))
		for n, f := range factors {
			rows[n] = textTimeFactor.In(b.Lang, f)
		}
		n, err := b.ask.Pick(textAllowHow.In(b.Lang, names[i]), rows)
		if err != nil {
			return err
		}
		return b.server.Lead(ctx, classroom.Order{Do: "allow", Who: id, Factor: factors[n]})
	}
	name, err := b.ask.Type(textNewNameOf.In(b.Lang, names[i]), "")
	if err != nil || name == "" {
		return err
	}
	return b.server.Lead(ctx, classroom.Order{Do: "rename", Who: id, Name: name})
}

// readmit lets the teacher choose somebody to let back in: a participant who was removed,
// a member with too many wrong PINs, or a guest on another device.
func (b *classBoard) readmit(ctx context.Context) error {
	all, err := b.server.Outsiders(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return room.ErrOrder
	}
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = textOutsider.In(b.Lang, o.Name, o.Why.In(b.Lang))
	}
	i, err := b.ask.Browse(textAdmitWhom.In(b.Lang), names, 0)
	if err != nil {
		return err
	}
	return b.server.Lead(ctx, classroom.Order{Do: all[i].Order, Who: all[i].Who})
}

// limits returns warnings about what the teacher can mend: limits that keep people out, and
// pages that did not open.
func (b *classBoard) limits() []string {
	var all []string
	if b.unopened.Load() {
		all = append(all, textNoBrowser.In(b.Lang))
	}
	if from := b.host.Limited(); from != "" {
		all = append(all, classroom.TextAddressLimited.In(b.Lang, from))
	}
	for _, m := range b.server.Shut() {
		all = append(all, textMemberShut.In(b.Lang, m.Shown))
	}
	return all
}

// dismissAbsent removes everyone who is offline. They can rejoin with their scores.
func (b *classBoard) dismissAbsent(ctx context.Context) error {
	absent, err := b.host.Absent(ctx)
	if err != nil {
		return err
	}
	if len(absent) == 0 {
		b.say(textNobodyAbsent.In(b.Lang))
		return nil
	}
	err = b.server.Lead(ctx, classroom.Order{Do: "absent"})
	if err == nil {
		b.say(textAbsentDismissed.In(b.Lang, len(absent)))
	}
	return err
}

var (
	textKickWhom        = wording.T("Remove whom? (They cannot join again until you readmit them.)", "移出谁？（重新允许前无法再加入）")
	textAdmitWhom       = wording.T("Readmit whom?", "重新允许谁加入？")
	textOutsider        = wording.T("%s (%s)", "%s（%s）")
	textMemberShut      = wording.T("Too many wrong PINs for %s. Press a to let them in.", "%s 的 PIN 输错次数过多；按 a 允许加入。")
	textNobodyAbsent    = wording.T("Nobody is offline.", "没有人离线。")
	textAbsentDismissed = wording.N(
		"Removed %d student who is offline. They can rejoin with their score.",
		"Removed %d students who are offline. They can rejoin with their scores.",
		"已移出 %d 名离线学生，他们可随时重新加入，分数不变。",
	)
	textRenameWhom = wording.T("Rename whom?", "给谁改名？")
	textNewNameOf  = wording.T("New name for %s", "%s 的新姓名")
	textAllowWhom  = wording.T("More time for whom?", "给谁加时？")
	textAllowHow   = wording.T("How much time for %s?", "%s 的时间：")
	textTimeFactor = wording.T("%g times", "%g 倍")
)
