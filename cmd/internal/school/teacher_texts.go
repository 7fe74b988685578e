package school

import "portdrill/cmd/internal/wording"

// teacherTexts are the texts of the teacher's page, by what the page calls them.
var teacherTexts = map[string]wording.Text{
	"title":    wording.T("Port practice: teacher", "端口练习：教师"),
	"other":    wording.T("中文", "English"),
	"noscript": wording.T("This page needs JavaScript.", "本页面需要启用 JavaScript。"),
	"name":     wording.T("Name", "姓名"),
	"password": wording.T("Password", "密码"),
	"signIn":   wording.T("Sign in", "登录"),
	"signOut":  wording.T("Sign out", "退出登录"),
	"hello":    wording.T("Hello, {0}", "{0}，你好"),
	"classes":  wording.T("Your classes", "我的班级"),
	"none":     wording.T("You have no class yet. Ask whoever runs the server, or another teacher of the class, to add you.", "你还没有班级。请服务器管理员或该班其他老师把你加入。"),
	"students": wording.T("{0} students", "{0} 名学生"),
	"student":  wording.T("Student", "学生"),
	"number":   wording.T("Number", "学号"),
	"last":     wording.T("Last practice", "最近练习"),
	"week":     wording.T("Answers in 7 days", "近 7 天作答"),
	"begun":    wording.T("Cards begun", "已学卡片"),
	"never":    wording.T("never", "从未"),
	"idle":     wording.T("No practice in the last 7 days: {0} of {1}", "近 7 天未练习：{0}/{1} 人"),
	"allBusy":  wording.T("Everyone practiced in the last 7 days.", "近 7 天人人都有练习。"),
	"teachers": wording.T("Teachers: {0}", "教师：{0}"),
	"share":    wording.T("Add a teacher by name", "按姓名添加教师"),
	"add":      wording.T("Add", "添加"),
	"newPIN":   wording.T("New PIN", "新 PIN"),
	"newPINOf": wording.T("New PIN for {0}", "新 PIN：{0}"),
	"sure":     wording.T("Give {0} a new PIN? The old one stops working and all devices are signed out.", "给 {0} 换新 PIN？旧 PIN 将失效，所有设备会退出登录。"),
	"pinIs":    wording.T("New PIN for {0}: {1}", "{0} 的新 PIN：{1}"),
	"back":     wording.T("Back", "返回"),
	"offline":  wording.T("No connection. Try again.", "连接中断，请重试。"),
	"comma":    wording.T(", ", "、"),
}
