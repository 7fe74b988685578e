package roster

import (
	"slices"
	"strings"
	"sync"
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
	furtherName // a second surname, as in Spanish
	number      // student number
	sequence    // 1, 2, 3 ...: the number of the row
	group
	email
	action    // joined, left: an attendance list, with several rows for each learner
	post      // student, teacher
	standing  // active, withdrawn
	other     // known and not used
	noHeading // an address, so that the row is no heading
)

// headings are what columns are called by the platforms and in the languages that
// lists come in, as plain writes it. Where a list has several columns of a role,
// the one that stands first here is taken.
var headings = []struct {
	role  role
	words string
}{
	{fullName, `fullname studentname lastfirst firstlast lastfirstname firstlastname name nome displayname studentsname participantname membername learnername nameofstudent
		student students pupil pupils pupilname learner learners participant participants member trainee originalname nameoriginalname usersfullname
		姓名 学生姓名 名字 学员姓名 真实姓名 中文姓名 學生姓名 學員姓名 真實姓名 学生 學生 学员 學員 名称 氏名 名前 生徒氏名 이름 성명 학생명
		vollständigername schülername schüler schülerin teilnehmer nomcomplet nometprénom nometprenom nomprénom élève eleve nombrecompleto
		nombreyapellidos apellidosynombre alumno estudiante nomecompleto nomealuno aluno nomedoaluno nominativo cognomeenome imięinazwisko uczeń
		фио имяифамилия ученик студент adsoyad adısoyadı öğrenci naam leerling namn elev navn піб прізвищеіменапобатькові
		họvàtên họtên tênsinhviên họcsinh الاسم الإسم اسمالطالب اسمالطالبة שם שםמלא ชื่อนามสกุล ชื่อสกุล ชื่อ नाम namalengkap nama namasiswa namamahasiswa
		ονοματεπώνυμο numeleșiprenumele numeprenume jménoapříjmení meno nev név tanulóneve nimi auszubildender auszubildende azubi teilnehmerin lernende
		chinesename englishname nickname 英文姓名 英文名 preferredname nameofpupil 考生姓名 生徒名 児童名 성함 nazwiskoiimię`},
	{middleName, `middlename middleinitial middle tussenvoegsel tussenvoegsels mi patronymic отчество 中间名`},
	{furtherName, `segundoapellido apellido2 apellidomaterno secondlastname secondsurname`},
	{lastName, `lastname surname apellidopaterno apellido1 apellido họ họđệm họlót nume sukunimi επώνυμο επίθετο прізвище นามสกุล العائلة اسمالعائلة שםמשפחה priezvisko prezime familyname lname last nachname familienname zuname nom nomdefamille apellidos primerapellido
		sobrenome cognome nazwisko achternaam efternamn etternavn efternavn soyad soyadı фамилия 姓 姓氏 성 성씨 příjmení vezetéknév langname`},
	{firstName, `firstname tên prenume etunimi όνομα імя الاسمالأول שםפרטי krstnomeno ime givenname forename fname first givennames firstnames vorname rufname prénom prenom nombre nombres
		primeironome imię imie voornaam förnamn fornavn имя adı 名 givennameforename jméno keresztnév roepnaam`},
	{number, `mãsinhviên mãsốsinhviên mssv masv mãhọcsinh mãhọcviên رقمالطالب الرقمالجامعي รหัสนักศึกษา รหัสนักเรียน nim nis nisn kodestudent
		αριθμόςμητρώου numărmatricol opiskelijanumero studentnummer candidatenumber candidateno candidateid pupilnumber pupilid traineeid kennnummer personalnummer
		studentnumber studentid studentno studentnr idnumber matriculationnumber matrikelnummer matrikelnr matrnr registrationnumber
		registrationno regno sisuserid sisid admissionno admissionnumber indexnumber numéroétudiant numetudiant numeroetudiant matrícula matricula
		númerodealumno numalbumu nralbumu legajo öğrencino numara schülernummer schülernr personnumber uid studentcode rollnumber rollno
		学号 學號 学籍号 學籍號 学生编号 學生編號 学籍番号 学生番号 학번
		班號 號碼 号码 考生号 准考证号 报名号 number id no nr num numéro número numero nummer номер 编号 編號 考号 考號 座号 座號 番号 出席番号 번호 uniqueid personid usaid orgdefinedid upn candidate 工号 工號 stamnr stamnummer leerlingnummer adno okulno okulnumarası nrwdzienniku numerwdzienniku sid mtknr código codigo`},
	{sequence, `stt lp sırano sıra ลำดับ ลำดับที่ пп noпп sl slnumber poř pořč 序号 序號 序 项次 項次 lfdnr laufendenummer sno srno slno serialno serialnumber rownumber row rank n`},
	{group, `turma curso classe třída trieda razred osztály luokka lớp الشعبة الصف الفصل المجموعة ชั้น ห้อง กลุ่ม kelas τμήμα grupă clasa
		reggroup registrationgroup tutorgroup form formclass homeclass homeroomclass coursesection period cohortname klassengruppe lerngruppe kurs
		group groups groupname groupnumber groupno team teams teamname teamnumber 组 小组 组别 分组 组号 組 小組 組別 分組 gruppe gruppen groupe équipe equipo
		grupo gruppo grupa группа takım
		section sections class classname classes cohort cohort1 homeroom klasse klassen clase klasa klas класс sınıf 班级 班級 班 班别 班別 行政班 教学班 组名 クラス 組名 반
		group1 coursegroup division track set 行政班级 教学班级 所在班级 所属班级 授课班级 כיתה reg sınıfı`},
	{email, `email emailaddress emailaddresses mail mailaddress useremail preferredemail studentemail schoolemail personalemail emailid
		邮箱 电子邮箱 电子邮件 邮件 邮箱地址 電子郵件 電郵 信箱 電子信箱 メール メールアドレス 이메일 courriel adressemail adressedecourriel adresseemail correo
		correoelectrónico correoelectronico emailadresse epost posta eposta почта электроннаяпочта participantidupn`},
	{action, `useraction jointime leavetime firstjoin lastleave joined left duration durationminutes inmeetingduration timeinsession 加入时间 离开时间 用户操作 操作
		benutzeraktion beitrittszeit austrittszeit ersterbeitritt letztesverlassen actiondelutilisateur heuredarrivée heurededépart accióndelusuario horadeunirse
		açãodousuário açãodoutilizador azioneutente gebruikersactie ユーザー操作 ユーザーアクション 参加時刻 사용자작업 действиепользователя`},
	{post, `role roles userrole courserole type membertype membership usertype rolle rôle rol ruolo 角色 身份 成员类型 身分 职位 職位 职务 職務 岗位`},
	{standing, `status state enrollmentstatus enrolmentstatus enrollstatus enrolstatus activestatus 状态 狀態 学籍状态 學籍狀態 在籍状态`},
	{other, `username login loginid userid sisloginid netid password passwort 密码 密碼 用户名 用戶名 账号 帳號 githubid github avatar
		gender sex age birthday dateofbirth dob geburtsdatum geschlecht 性别 性別 年龄 年齡 出生日期 生日 民族 身份证 身份证号
		phone phonenumber mobile telephone tel telefon 电话 手机 手机号 联系电话 電話 手機 address adresse 地址 住址 city 城市 qq 微信
		grade grades score scores total mark marks points note 成绩 分数 总分 成績 分數 平时 期中 期末 备注 備注 備註 remarks
		notes comment comments institution department course courses course1 program programme major 专业 專業 院系 学院 年级 年級 classlevel
		lastaccess lastaccesstocourse lastactivity timestamp date time enddate startdate guest availability bildung country nationality`},
}

// known returns the headings by their words.
var known = sync.OnceValue(func() map[string]heading {
	all := make(map[string]heading)
	for _, h := range headings {
		for i, word := range strings.Fields(h.words) {
			if _, ok := all[word]; !ok {
				all[word] = heading{h.role, i}
			}
		}
	}
	return all
})

// A heading is the role of a column, and the rank of its word: the lower, the better.
type heading struct {
	role role
	rank int
}

// headingOf returns the heading of a cell: by the whole cell, else by the text before its
// brackets, else without qualifiers, as in "Legal Surname".
func headingOf(cell string) heading {
	if h, ok := known()[plain(cell)]; ok {
		return h
	}
	bare, _, _ := strings.Cut(strings.NewReplacer("（", "(", "/", "(", "|", "(").Replace(cell), "(")
	if h, ok := known()[plain(bare)]; ok {
		return h
	}
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(bare)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if slices.ContainsFunc(words, ofOthers) || len(words) < 2 {
		return heading{}
	}
	rest := slices.DeleteFunc(words, func(word string) bool { return slices.Contains(qualifiers, word) })
	h := known()[strings.Join(rest, "")]
	h.rank += qualified
	return h
}

// qualified is added to the rank of headings with qualifiers, so that plain ones win.
const qualified = 1000

// qualifiers are words that do not change the meaning of a heading.
var qualifiers = []string{
	"legal", "official", "preferred", "current", "registered", "student", "students", "student's", "s", "pupil", "pupils", "learner", "the", "of", "full", "reg", "sis",
	"école", "élève", "del", "de", "des", "alumno", "estudiante", "aluno", "schüler", "öğrenci", "ученика", "студента",
}

// ofOthers reports whether a word says that a column is about a person other than the
// learner.
func ofOthers(word string) bool {
	return slices.Contains([]string{
		"parent", "parents", "guardian", "father", "mother", "father's", "mother's", "emergency", "contact", "teacher", "tutor", "instructor", "advisor", "eltern", "vater", "mutter", "padre", "madre", "lehrer",
	}, word)
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
