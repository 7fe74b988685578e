package school

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
)

type flags struct {
	listen, address, cert, key string
	proxy                      bool
}

// Commands returns the commands of the package, which show with the parts of others.
func Commands(parts Parts) []app.Command {
	return []app.Command{{Name: "serve", New: func(a *app.App) *cobra.Command { return serveCommand(a, parts) }}}
}

func serveCommand(a *app.App, parts Parts) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use: "serve", Short: textServeShort.In(a.Lang), Long: textServeLong.In(a.Lang), Example: textServeExamples.In(a.Lang),
		Args: a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), a, parts, f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.listen, "listen", "127.0.0.1:8443", textFlagListen.In(a.Lang))
	set.StringVar(&f.address, "address", "", textFlagAddress.In(a.Lang))
	set.StringVar(&f.cert, "tls-cert", "", textFlagCert.In(a.Lang))
	set.StringVar(&f.key, "tls-key", "", textFlagKey.In(a.Lang))
	set.BoolVar(&f.proxy, "behind-proxy", false, textFlagProxy.In(a.Lang))
	a.Completes(cmd, "address", classroom.ListAddresses)
	a.Completes(cmd, "tls-cert", app.ListFiles)
	a.Completes(cmd, "tls-key", app.ListFiles)
	cmd.AddCommand(teacherCommand(a))
	return cmd
}

// check reports flags that do not go together.
func (f flags) check(a *app.App) error {
	switch {
	case (f.cert == "") != (f.key == ""):
		return app.UsageProblem(textCertWithKey.In(a.Lang), "")
	case f.cert != "" && f.proxy:
		return app.UsageProblem(textCertOrProxy.In(a.Lang), "")
	case f.cert == "":
		return nil
	}
	if _, err := tls.LoadX509KeyPair(f.cert, f.key); err != nil {
		return app.Failure(textBadCertificate.In(a.Lang, f.cert, f.key, err), "")
	}
	return nil
}

// url returns where the server at the listener is reached, and the hosts that browsers
// name then.
func (f flags) url(l net.Listener) (url string, hosts []string) {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", nil
	}
	if f.address != "" {
		host = strings.ToLower(f.address)
	}
	scheme, usual := "http", "80"
	if f.cert != "" || f.proxy {
		scheme, usual = "https", "443"
	}
	at := net.JoinHostPort(host, port)
	if f.proxy { // it listens at the usual port
		at = host
	}
	hosts = []string{at}
	if port == usual {
		hosts = append(hosts, host)
	}
	return scheme + "://" + at + "/", hosts
}

// longestGoodbye is how long requests that are under way have to end.
const longestGoodbye = 5 * time.Second

// serve serves until it is told to end.
func serve(ctx context.Context, a *app.App, parts Parts, f flags) error {
	if err := f.check(a); err != nil {
		return err
	}
	if !a.Exists() {
		return app.Failure(textNoClasses.In(a.Lang), textNoClassesHint.In(a.Lang))
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return a.WithDB(ctx, func(db *app.DB) error {
		classes, err := db.Classes(ctx)
		if err != nil {
			return err
		}
		if len(classes) == 0 {
			return app.Failure(textNoClasses.In(a.Lang), textNoClassesHint.In(a.Lang))
		}
		l, err := net.Listen("tcp", f.listen)
		if err != nil {
			return app.Failure(textNoListening.In(a.Lang, f.listen, err), "")
		}
		url, hosts := f.url(l)
		s, err := NewServer(ctx, a, db, parts, Settings{Hosts: hosts, Secure: f.cert != "" || f.proxy, Proxy: f.proxy})
		if err != nil {
			return errors.Join(err, l.Close())
		}
		a.Messages.Say(textServing.In(a.Lang, url))
		if f.cert == "" && !f.proxy {
			a.Messages.Say(textUnencrypted.In(a.Lang))
		}
		served := make(chan error, 1)
		go func() { served <- s.Serve(l, f.cert, f.key) }()
		select {
		case err := <-served:
			return err
		case <-ctx.Done():
		}
		goodbye, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestGoodbye)
		defer cancel()
		return errors.Join(s.Shutdown(goodbye), <-served)
	})
}

var (
	textServeShort = wording.T("let the students of your classes practice on their phones", "让班级学生用手机练习")
	textServeLong  = wording.T(
		`Students sign in with their class, their name or student number and their PIN, and
practice with a schedule of their own; results go to the same database as those of
lessons. It runs until you stop it with Ctrl-C. Make a class first with
portdrill class roster.`,
		`学生用班级、姓名或学号以及 PIN 登录，各按自己的排期练习；结果与课堂成绩存在同一个
数据库。按 Ctrl-C 停止。请先用 portdrill class roster 建立班级。`,
	)
	textServeExamples = wording.T(
		"  portdrill serve\n  portdrill serve --address school.example --tls-cert cert.pem --tls-key key.pem",
		"  portdrill serve\n  portdrill serve --address school.example --tls-cert cert.pem --tls-key key.pem",
	)
	textFlagListen  = wording.T("`ADDRESS` and port to listen on", "监听的`地址`和端口")
	textFlagAddress = wording.T("IP `ADDRESS` or host name that students open", "学生访问时所用的 IP `地址`或主机名")
	textFlagCert    = wording.T("certificate `FILE` for TLS (PEM)", "TLS 证书`文件`（PEM）")
	textFlagKey     = wording.T("private key `FILE` for TLS (PEM)", "TLS 私钥`文件`（PEM）")
	textFlagProxy   = wording.T("a proxy in front does TLS and sets X-Forwarded-For", "由前置代理处理 TLS 并设置 X-Forwarded-For")
	textCertWithKey = wording.T("--tls-cert and --tls-key go together", "--tls-cert 与 --tls-key 须同时给出")
	textCertOrProxy = wording.T("use either --tls-cert or --behind-proxy", "--tls-cert 与 --behind-proxy 只能用一个")
	textNoClasses   = wording.T("there is no class whose students could sign in", "还没有可供学生登录的班级")

	textNoClassesHint  = wording.T("make one first: portdrill class roster FILE", "请先建立班级：portdrill class roster 文件")
	textBadCertificate = wording.T("cannot use the certificate %s with the key %s: %v", "无法使用证书 %s 和私钥 %s：%v")
	textNoListening    = wording.T("cannot listen on %s: %v", "无法监听 %s：%v")
	textServing        = wording.T("Students sign in at %s. To stop: Ctrl-C", "学生登录网址：%s。停止请按 Ctrl-C")
	textUnencrypted    = wording.T(
		"Without --tls-cert others on the network can read what is sent.",
		"未使用 --tls-cert，同一网络中的人能读到传输的内容。",
	)
)
