package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A role is what a column of a class list is for.
type role int

const (
	unknown role = iota
	fullName
	firstName
	middleName // between the two: van der
	lastName
	number   // of the student
	sequence // 1, 2, 3 ...: it changes with the list
	group
	email
	action // joined, left: the list is of who came, with a row each time
	other  // known, and of no use here
)

// headings are what columns are called by the platforms and in the languages that
// lists come in, as plain writes it. Where a list has several columns of a role,
// the one that stands first here is taken.
var headings = []struct {
	role  role
	words string
}{
	{fullName, `fullname studentname name nome displayname studentsname participantname membername learnername nameofstudent
		student students learner learners participant participants member originalname nameoriginalname usersfullname
		姓名 学生姓名 名字 学员姓名 真实姓名 中文姓名 學生姓名 學員姓名 真實姓名 中文姓名 学生 學生 学员 學員 名称 氏名 名前 生徒氏名 이름 성명 학생명
		vollständigername schülername schüler schülerin teilnehmer nomcomplet nometprénom nometprenom nomprénom élève eleve nombrecompleto
		nombreyapellidos apellidosynombre alumno estudiante nomecompleto nomealuno aluno nomedoaluno nominativo cognomeenome imięinazwisko uczeń
		фио имяифамилия ученик студент adsoyad adısoyadı öğrenci naam leerling namn elev navn`},
	{middleName, `middlename middleinitial middle tussenvoegsel tussenvoegsels mi patronymic отчество 中间名`},
	{lastName, `lastname surname familyname lname last nachname familienname zuname nom nomdefamille apellidos apellido primerapellido
		sobrenome cognome nazwisko achternaam efternamn etternavn efternavn soyad soyadı фамилия 姓 姓氏 příjmení vezetéknév`},
	{firstName, `firstname givenname forename fname first givennames firstnames vorname rufname prénom prenom nombre nombres
		primeironome imię imie voornaam förnamn fornavn имя adı 名 givennameforename jméno keresztnév`},
	{number, `studentnumber studentid studentno studentnr idnumber matriculationnumber matrikelnummer matrikelnr matrnr registrationnumber
		registrationno regno sisuserid sisid admissionno admissionnumber indexnumber numéroétudiant numetudiant numeroetudiant matrícula matricula
		númerodealumno numalbumu nralbumu legajo öğrencino numara schülernummer schülernr personnumber uid studentcode rollnumber rollno
		学号 學號 学籍号 學籍號 学生编号 學生編號 学籍番号 学生番号 학번
		number id no nr num numéro número numero nummer номер 编号 編號 考号 考號 座号 座號 番号 出席番号 번호 uniqueid personid usaid orgdefinedid`},
	{sequence, `序号 序號 序 项次 項次 lfdnr laufendenummer sno srno slno serialno serialnumber rownumber row rank n`},
	{group, `group groups groupname groupnumber groupno team teams teamname teamnumber 组 小组 组别 分组 组号 組 小組 組別 分組 gruppe gruppen groupe équipe equipo
		grupo gruppo grupa группа takım
		section sections class classname classes cohort cohort1 homeroom klasse klassen classe clase klasa klas класс sınıf 班级 班級 班 班别 班別 行政班 教学班 组名 クラス 組名 반
		group1 coursegroup division track`},
	{email, `email emailaddress emailaddresses mail mailaddress useremail preferredemail studentemail schoolemail personalemail emailid
		邮箱 电子邮箱 电子邮件 邮件 邮箱地址 電子郵件 電郵 信箱 電子信箱 メール メールアドレス 이메일 courriel adressemail adressedecourriel adresseemail correo
		correoelectrónico correoelectronico emailadresse epost posta eposta почта электроннаяпочта participantidupn upn`},
	{action, `useraction jointime leavetime firstjoin lastleave joined left duration durationminutes inmeetingduration timeinsession 加入时间 离开时间`},
	{other, `username login loginid userid sisloginid netid password passwort 密码 密碼 用户名 用戶名 账号 帳號 githubid github avatar
		gender sex age birthday dateofbirth dob geburtsdatum geschlecht 性别 性別 年龄 年齡 出生日期 生日 民族 身份证 身份证号
		phone phonenumber mobile telephone tel telefon 电话 手机 手机号 联系电话 電話 手機 address adresse 地址 住址 city 城市 qq 微信
		grade grades score scores total mark marks points note 成绩 分数 总分 成績 分數 平时 期中 期末 role status state 状态 狀態 备注 備注 備註 remarks
		notes comment comments institution department course courses course1 program programme major 专业 專業 院系 学院 年级 年級 classlevel
		lastaccess lastaccesstocourse lastactivity timestamp date time enddate startdate guest availability bildung country nationality`},
}

var known = func() map[string]heading {
	all := make(map[string]heading)
	for _, h := range headings {
		for i, word := range strings.Fields(h.words) {
			if _, ok := all[word]; !ok {
				all[word] = heading{h.role, i}
			}
		}
	}
	return all
}()

// A heading is the role of a column, and how well its word says so: the less the
// better.
type heading struct {
	role role
	rank int
}

// headingOf returns what a cell says as a heading.
func headingOf(cell string) heading {
	if h, ok := known[plain(cell)]; ok {
		return h
	}
	bare, _, _ := strings.Cut(strings.NewReplacer("（", "(", "/", "(", "|", "(").Replace(cell), "(")
	return known[plain(bare)]
}

// plain is a heading in small letters, without signs and blanks.
func plain(cell string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(cell))
}
