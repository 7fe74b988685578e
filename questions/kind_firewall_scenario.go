package questions

import "portdrill/questions/catalogue"

// firewallScenario: only encrypted web traffic: open what?
var firewallScenario = kindOf{
	key: FirewallScenario, name: catalogue.Text{EN: "what to allow in a firewall", ZH: "防火墙放行什么"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeScenario("firewall"),
	guess: 0.43, weight: 7, bareLabels: true,
	aspect: "port", asks: hasScenario("firewall"), fair: isUntold(FirewallScenario), stems: scenarioStems("firewall"),
}
