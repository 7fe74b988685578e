package exchange

import (
	"strings"
	"sync"
)

// headingWords are the headings of the fields, as [plainHeading] writes them.
var headingWords = []struct {
	field field
	words string
}{
	{
		fieldPort,
		`port ports portnumber portnumbers portno portnr portnum number 端口 端口号 端口号码 默认端口 默认端口号 常用端口 服务端口 监听端口 港口 连接埠 連接埠 埠號 埠
		puerto puertos porta portas porte portnummer portnummern порт порты ポート ポート番号 포트 포트번호 numerodepuerto numerodeporta númerodepuerto`,
	},
	{
		fieldTransport,
		`transport transports transportprotocol transportlayer transportlayerprotocol l4 l4protocol layer4 layer4protocol tcp/udp udp/tcp tcporudp ipprotocol
		传输协议 传输层协议 传输层 传输方式 传输 传输类型 transporte transportprotokoll protocolodetransporte`,
	},
	{
		fieldProtocol,
		`protocol protocols proto protocoltype type traffictype 协议 协议类型 类型 類型 協定 協議 protocolo protocolos protocollo protokoll protocole протокол プロトコル 프로토콜`,
	},
	{
		fieldService,
		`service servicename servicekey services servicenames networkservice serviceprotocol protocolservice portname protocolname applicationlayerprotocol applicationprotocol
		服务 服务名 服务名称 服务类型 服务协议 服務 服務名稱 协议名称 协议名 应用层协议 应用协议 对应服务 常见服务 servicio servicios serviço serviços servizio servizi dienst dienste nomeservizio
		serviceapplication protocolloservizio protocoloservicio protocoloserviço служба сервис サービス 서비스 servicioprotocolo insecure`,
	},
	{fieldAcronym, `acronym abbreviation abbr shortname short 缩写 简称 首字母缩略词 缩略词 英文缩写 縮寫`},
	{
		fieldApplication,
		`application applications app apps program software product server 应用 应用程序 软件 程序 应用服务 組件 组件 aplicación aplicação anwendung programm label title usedby`,
	},
	{fieldName, `name names 名称 名字 名稱 nombre nome nom имя 全称`},
	{fieldNameEN, `nameen englishname 英文名 英文名称 名称en 名称英文`},
	{fieldNameZH, `namezh chinesename 中文名 中文名称 名称zh 名称中文`},
	{
		fieldDescription,
		`description descriptions desc describe comment comments note notes other purpose use uses usage usedfor usecase commonuse function info information details detail remark remarks explanation
		about meaning keyuse trick reason 说明 描述 备注 用途 其他 其它 作用 功能 备注说明 简介 说明备注 用处 功能用处 用法 解释 含义 說明 描述說明 備註 用途說明 端口说明 服务说明
		descripción descripcion descrição descricao descrizione beschreibung uso função función опис описание 説明 설명`,
	},
	{fieldDescriptionEN, `descriptionen descen 英文说明 说明en 说明英文`},
	{fieldDescriptionZH, `descriptionzh desczh 中文说明 说明zh 说明中文`},
	{fieldAliases, `alias aliases 别名 又名 其他名称`},
	{fieldMarkTCP, `tcp`},
	{fieldMarkUDP, `udp`},
	{fieldMarkSCTP, `sctp`},
	{fieldPortTCP, `tcpport tcpports porttcp puertotcp portatcp tcp端口`},
	{fieldPortUDP, `udpport udpports portudp puertoudp portaudp udp端口`},
}

// headings returns the field of each word, the first if there are several.
var headings = sync.OnceValue(func() map[string]field {
	fields := make(map[string]field)
	for _, each := range headingWords {
		for word := range strings.FieldsSeq(each.words) {
			if _, ok := fields[word]; !ok {
				fields[word] = each.field
			}
		}
	}
	return fields
})
